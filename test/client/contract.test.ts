import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { athleteEvent } from '../../src/api/schemas/events.ts';
import type { boardQuery } from '../../src/api/schemas/leaderboard.ts';
import type { monthlyReport } from '../../src/api/schemas/report.ts';
import type { trainingLoadQuery } from '../../src/api/schemas/training-load.ts';
import type { workoutSubmission } from '../../src/api/schemas/workout.ts';
import type { Problem as ServedProblem } from '../../src/api/schemas/problem.ts';
import type { PROBLEMS } from '../../src/api/http/problem-types.ts';
import type * as client from '../../packages/client/src/index.ts';
import type { AthleteEvent as WrittenEvent } from '../../src/domain/events.ts';
import type { MonthlyReport as BuiltReport } from '../../src/domain/monthly-report.ts';

/** Its models are generated from the document, see test/contract. These are the places where something could get lost. */
describe('the types of the client', () => {
  it('are those that the API reads', () => {
    expectTypeOf<client.WorkoutSubmission>().toEqualTypeOf<z.input<typeof workoutSubmission>>();
    expectTypeOf<client.TrainingLoadQuery>().toEqualTypeOf<z.input<typeof trainingLoadQuery>>();
    expectTypeOf<client.BoardQuery['period']>().toEqualTypeOf<z.input<typeof boardQuery>['period']>();
    expectTypeOf<client.BoardQuery['sport']>().toEqualTypeOf<z.input<typeof boardQuery>['sport']>();
    // An edit names the facts of a save.
    expectTypeOf<keyof client.WorkoutPatch>().toEqualTypeOf<keyof client.WorkoutFacts | 'duplicateOf'>();
  });

  it('take every report and every event that is written', () => {
    expectTypeOf<BuiltReport & { revision: number }>().toExtend<client.MonthlyReport>();
    expectTypeOf<BuiltReport & { revision: number }>().toExtend<z.output<typeof monthlyReport>>();
    expectTypeOf<keyof client.MonthlyReport>().toEqualTypeOf<keyof BuiltReport | 'revision'>();
    type Sent = { id: number; timestamp: string; athleteId: string } & WrittenEvent;
    expectTypeOf<Sent>().toExtend<client.AthleteEvent>();
    // The stream itself sends `stream.reset`.
    expectTypeOf<client.AthleteEvent['type']>().toEqualTypeOf<WrittenEvent['type'] | 'stream.reset'>();
    expectTypeOf<Sent>().toExtend<z.output<typeof athleteEvent>>();
  });

  it('know every problem', () => {
    expectTypeOf<keyof typeof PROBLEMS>().toExtend<client.ProblemCode>();
    expectTypeOf<ServedProblem>().toExtend<client.Problem>();
    expectTypeOf<keyof client.Problem>().toEqualTypeOf<keyof ServedProblem>();
  });
});
