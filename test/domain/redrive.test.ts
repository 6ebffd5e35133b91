import { describe, expect, it } from 'vitest';
import { stepsToRedrive } from '../../src/domain/redrive.ts';
import { STEPS, type StepName, type StepState } from '../../src/domain/steps.ts';

const names = STEPS.map(({ name }) => name);
const statesBut = (states: Partial<Record<StepName, StepState>>) => ({
  ...Object.fromEntries(names.map((name) => [name, 'succeeded' as const])),
  ...states,
});

describe('a redrive', () => {
  it('runs nothing where everything succeeded, and everything where nothing did', () => {
    expect(stepsToRedrive(statesBut({}))).toEqual([]);
    expect(stepsToRedrive({})).toEqual(names);
  });

  it('runs what failed and what was skipped for it, and leaves the others', () => {
    const states = statesBut({
      findBestEfforts: 'failed',
      awardAchievements: 'skipped',
      updateLeaderboards: 'skipped',
    });
    expect(stepsToRedrive(states)).toEqual(['findBestEfforts', 'awardAchievements', 'updateLeaderboards']);
    expect(stepsToRedrive(statesBut({ updateLeaderboards: 'failed' }))).toEqual(['updateLeaderboards']);
  });

  it('runs what needs a failed step also when it succeeded, in an earlier run', () => {
    const again = stepsToRedrive(statesBut({ calculateCalories: 'failed' }));
    expect(again).toContain('awardAchievements');
    expect(again).not.toContain('settleDuplicates');
  });

  it('runs what was under way when its execution was given up', () => {
    expect(stepsToRedrive(statesBut({ updateLeaderboards: 'running' }))).toEqual(['updateLeaderboards']);
  });
});
