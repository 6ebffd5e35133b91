import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { PROBLEMS } from '../../src/api/http/problem-types.ts';
import type {
  achievementCatalogue,
  achievements,
  award,
  records,
} from '../../src/api/schemas/achievement.ts';
import type { athlete, athleteProfile, erasedAthlete, token, weight } from '../../src/api/schemas/athlete.ts';
import type { athleteEvent } from '../../src/api/schemas/events.ts';
import type { acceptedImport, importState } from '../../src/api/schemas/import.ts';
import type { boardList, boardQuery, leaderboard } from '../../src/api/schemas/leaderboard.ts';
import type { monthlyReport, reportList } from '../../src/api/schemas/report.ts';
import type { trainingLoad, trainingLoadQuery } from '../../src/api/schemas/training-load.ts';
import type { acceptedUpload, upload } from '../../src/api/schemas/upload.ts';
import type { acceptedWorkout, workout, workoutSummary } from '../../src/api/schemas/workout-answers.ts';
import type { workoutFacts, workoutSubmission } from '../../src/api/schemas/workout.ts';
import type { Problem as ServedProblem } from '../../src/api/http/problem.ts';
import type * as client from '../../packages/client/src/index.ts';
import type { AthleteEvent as WrittenEvent } from '../../src/domain/events.ts';
import type { MonthlyReport as BuiltReport } from '../../src/domain/monthly-report.ts';

/** The client imports nothing, so its types are written by hand; the compiler holds each against the API's own schema. */
describe('the types of the client', () => {
  it('are those that the API reads', () => {
    expectTypeOf<client.WorkoutSubmission>().toEqualTypeOf<z.input<typeof workoutSubmission>>();
    expectTypeOf<client.WorkoutFacts>().toEqualTypeOf<z.input<typeof workoutFacts>>();
    expectTypeOf<client.AthleteProfile>().toEqualTypeOf<z.input<typeof athleteProfile>>();
    expectTypeOf<client.TrainingLoadQuery>().toEqualTypeOf<z.input<typeof trainingLoadQuery>>();
    expectTypeOf<client.BoardQuery['period']>().toEqualTypeOf<z.input<typeof boardQuery>['period']>();
    expectTypeOf<client.BoardQuery['sport']>().toEqualTypeOf<z.input<typeof boardQuery>['sport']>();
    // An edit names the facts of a save, each of them as it may be left out.
    expectTypeOf<keyof client.WorkoutPatch>().toEqualTypeOf<keyof client.WorkoutFacts | 'duplicateOf'>();
    expectTypeOf<Omit<client.WorkoutPatch, 'visibility' | 'duplicateOf'>>().toEqualTypeOf<
      Partial<Omit<z.input<typeof workoutFacts>, 'visibility'>>
    >();
  });

  it('are those that the API answers', () => {
    expectTypeOf<client.AcceptedWorkout>().toEqualTypeOf<z.output<typeof acceptedWorkout>>();
    expectTypeOf<client.Workout>().toEqualTypeOf<z.output<typeof workout>>();
    expectTypeOf<client.WorkoutSummary>().toEqualTypeOf<z.output<typeof workoutSummary>>();
    expectTypeOf<client.Award>().toEqualTypeOf<z.output<typeof award>>();
    expectTypeOf<client.Athlete>().toEqualTypeOf<z.output<typeof athlete>>();
    expectTypeOf<client.ErasedAthlete>().toEqualTypeOf<z.output<typeof erasedAthlete>>();
    expectTypeOf<client.Weight>().toEqualTypeOf<z.output<typeof weight>>();
    expectTypeOf<client.AthleteToken>().toEqualTypeOf<z.output<typeof token>>();
    expectTypeOf<z.output<typeof achievementCatalogue>['achievements']>().toExtend<client.Achievement[]>();
    expectTypeOf<client.Achievements>().toEqualTypeOf<z.output<typeof achievements>>();
    expectTypeOf<client.TrainingLoad>().toEqualTypeOf<z.output<typeof trainingLoad>>();
    expectTypeOf<client.PersonalRecord[]>().toEqualTypeOf<z.output<typeof records>['records']>();
    expectTypeOf<client.Board[]>().toEqualTypeOf<z.output<typeof boardList>['boards']>();
    expectTypeOf<client.Leaderboard>().toEqualTypeOf<z.output<typeof leaderboard>>();
    expectTypeOf<client.AcceptedUpload>().toEqualTypeOf<z.output<typeof acceptedUpload>>();
    expectTypeOf<client.Upload>().toEqualTypeOf<z.output<typeof upload>>();
    expectTypeOf<client.AcceptedImport>().toEqualTypeOf<z.output<typeof acceptedImport>>();
    expectTypeOf<client.Import>().toEqualTypeOf<z.output<typeof importState>>();
    expectTypeOf<client.ReportMonth[]>().toEqualTypeOf<z.output<typeof reportList>['reports']>();
  });

  it('take every report and every event that is written', () => {
    expectTypeOf<BuiltReport & { revision: number }>().toExtend<client.MonthlyReport>();
    expectTypeOf<BuiltReport & { revision: number }>().toExtend<z.output<typeof monthlyReport>>();
    expectTypeOf<keyof client.MonthlyReport>().toEqualTypeOf<keyof BuiltReport | 'revision'>();
    type Told = { id: number; timestamp: string; athleteId: string } & WrittenEvent;
    expectTypeOf<Told>().toExtend<client.AthleteEvent>();
    expectTypeOf<client.AthleteEvent['type']>().toEqualTypeOf<WrittenEvent['type']>();
    expectTypeOf<Told>().toExtend<z.output<typeof athleteEvent>>();
    expectTypeOf<z.output<typeof athleteEvent>['type']>().toEqualTypeOf<WrittenEvent['type']>();
  });

  it('know every problem', () => {
    expectTypeOf<client.ProblemCode>().toEqualTypeOf<keyof typeof PROBLEMS>();
    expectTypeOf<ServedProblem>().toExtend<client.Problem>();
    expectTypeOf<keyof client.Problem>().toEqualTypeOf<keyof ServedProblem>();
  });
});
