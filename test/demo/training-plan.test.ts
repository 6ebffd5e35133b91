import { describe, expect, it } from 'vitest';
import { workoutSubmission } from '../../src/api/schemas/workout.ts';
import { castAthletes, fileOwner, type DemoAthlete } from '../../src/demo/athletes.ts';
import { reportMonthOf } from '../../src/demo/links.ts';
import { planTraining } from '../../src/demo/training-plan.ts';
import { localStartOf } from '../../src/domain/local-time.ts';
import { FEWEST_WORKOUTS } from '../../src/domain/monthly-report.ts';
import { flagsOf } from '../../src/domain/plausibility.ts';

/** The next month has begun in Paris and Tokyo. */
const now = new Date('2026-11-30T23:30:00Z');
const cast = castAthletes('seed1');
const plan = (athlete: DemoAthlete, at = now) => planTraining({ athlete, now: at });
const submissionsOf = (athlete: DemoAthlete, at = now) =>
  plan(athlete, at).map(({ submission }) => submission);

describe('the training of the demo', () => {
  it.each(Object.entries(cast))('of the %s is what the service accepts and believes', (_, athlete) => {
    const submissions = submissionsOf(athlete);
    expect(submissions.length).toBeGreaterThan(15);
    for (const submission of submissions) {
      const { success, data } = workoutSubmission.safeParse(submission);
      expect({ submission, success }).toMatchObject({ success: true });
      expect(flagsOf(data!)).toEqual([]);
    }
  });

  it('ends yesterday and begins five weeks ago, each day once, oldest first', () => {
    for (const athlete of Object.values(cast)) {
      const dates = submissionsOf(athlete).map(
        ({ startedAt }) => localStartOf(startedAt, athlete.profile.timeZone).localDate,
      );
      expect(dates).toEqual([...new Set(dates)].toSorted());
      expect(Date.parse(dates[0]!)).toBeGreaterThan(now.getTime() - 37 * 86_400_000);
      expect(Date.parse(dates.at(-1)!)).toBeLessThan(now.getTime());
    }
  });

  it('has the same past tomorrow, and another one for another seed', () => {
    const tomorrow = new Date(now.getTime() + 86_400_000);
    const known = new Map(plan(cast.runner).map((planned) => [planned.idempotencyKey, planned.submission]));
    const shared = plan(cast.runner, tomorrow).filter(({ idempotencyKey }) => known.has(idempotencyKey));
    expect(shared.length).toBeGreaterThan(15);
    for (const { idempotencyKey, submission } of shared)
      expect(submission).toEqual(known.get(idempotencyKey));
    expect(submissionsOf(castAthletes('seed2').runner)).not.toEqual(submissionsOf(cast.runner));
  });

  it('is enough for the report that the demo requests, on each day of a month', () => {
    const { timeZone } = cast.runner.profile;
    for (let day = 1; day <= 31; day += 1) {
      const at = new Date(Date.UTC(2026, 11, day, 9));
      const month = reportMonthOf(cast.runner, at);
      const ofMonth = submissionsOf(cast.runner, at).filter(({ startedAt }) =>
        localStartOf(startedAt, timeZone).localDate.startsWith(month),
      );
      expect(ofMonth.length, `${month}, on day ${day}`).toBeGreaterThanOrEqual(FEWEST_WORKOUTS);
    }
  });

  it('leaves the farthest run and ride to today', () => {
    const farthest = (athlete: DemoAthlete, sport: string) =>
      Math.max(
        ...submissionsOf(athlete)
          .filter((submission) => submission.sport === sport)
          .map(({ distanceMeters }) => distanceMeters ?? 0),
      );
    expect(farthest(cast.runner, 'run')).toBeLessThan(10_000);
    expect(farthest(cast.rider, 'ride')).toBeLessThan(50_000);
  });

  it('names athletes by ids that the service takes', () => {
    for (const athlete of [...Object.values(castAthletes('a1b2c3d4e5f6g7h8')), fileOwner('a1')])
      expect(athlete.athleteId).toMatch(/^[a-z]+-[a-z0-9]+$/);
  });
});
