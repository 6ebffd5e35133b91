import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyFromMet } from '../../../src/domain/energy/met.ts';
import { GENERAL_MET, MET_BY_SPEED } from '../../../src/domain/energy/met-table.ts';
import type { EnergyInput } from '../../../src/domain/energy/index.ts';
import { SPORTS, type Sport } from '../../../src/domain/workout.ts';
import { energyInput } from './energy-inputs.ts';

const METERS_PER_MILE = 1609.344;
const WEIGHT_KG = 75;

/** MET at a speed in m/s, and whether it is out of range. */
function metAtSpeed(sport: Sport, metersPerSecond: number, given: Partial<EnergyInput> = {}) {
  const seconds = given.durationSeconds ?? 3600;
  const input = { sport, weightKg: WEIGHT_KG, durationSeconds: seconds, ...given };
  const result = energyFromMet(energyInput({ ...input, distanceMeters: metersPerSecond * seconds }))!;
  return { met: (result.grossKcal * 3600) / seconds / WEIGHT_KG, outOfRange: result.outOfRange };
}

const metAt = (sport: Sport, mph: number) => metAtSpeed(sport, (mph * METERS_PER_MILE) / 3600);

describe('MET by speed', () => {
  it.each<[Sport, number, number, boolean]>([
    ['run', 2, 3.3, true],
    ['run', 3.4, 3.3, false],
    ['run', 4, 6.5, false],
    ['run', 4.15, 7.15, false],
    ['run', 6, 9.3, false],
    ['run', 6.35, 9.9, false],
    ['run', 9.3, 14.8, false],
    ['run', 10, 14.8, false],
    ['run', 14, 23, false],
    ['run', 20, 23, false],
    ['walk', 1, 2.55, false],
    ['walk', 2, 2.8, false],
    ['walk', 3.5, 4.8, false],
    ['walk', 5, 8.5, false],
    ['ride', 3, 3.5, true],
    ['ride', 9.4, 5.8, false],
    ['ride', 10, 6.8, false],
    ['ride', 18, 14.4, false],
    ['ride', 30, 16.8, false],
    ['swim', 0.5, 5.8, true],
  ])('of a %s at %d mph is %d, out of range: %s', (sport, mph, met, outOfRange) => {
    expect(metAt(sport, mph).met).toBeCloseTo(met, 9);
    expect(metAt(sport, mph).outOfRange).toBe(outOfRange);
  });

  it("gives each entry's value at its speed, however the speed was computed", () => {
    for (const sport of ['run', 'walk', 'ride', 'swim'] as const) {
      for (const [mph, met] of MET_BY_SPEED[sport]!.filter(([speed]) => speed > 0)) {
        for (let hours = 0.1; hours < 5; hours += 0.1) {
          const at = metAtSpeed(sport, (mph * METERS_PER_MILE) / 3600, { durationSeconds: hours * 3600 });
          expect(at.met).toBeCloseTo(met, 9);
        }
      }
    }
  });

  it.each([
    ['swim', 100 / 90, 9.8],
    ['swim', (75 * 0.9144) / 60, 10.5],
    // 2:00 for 500 m: 4 · 0.8604 · 202.55 W + 1.714 · 165.3 lb = 980.5 kcal an hour
    ['row', 500 / 120, 13.073],
    ['row', 500 / 150, 8.537],
  ] as const)('of a %s at %d m/s is %d', (sport, metersPerSecond, met) => {
    expect(metAtSpeed(sport, metersPerSecond).met).toBeCloseTo(met, 3);
  });

  it.each([
    // 3 km/h for 3 h: (1.5 + 1.2 · (1.0417 + 2.9167)) · 0.8604
    ['hike', 900, 5.378],
    ['walk', 900, 4.696],
    ['hike', 0, 2.766],
    ['hike', null, 2.766],
    ['hike', 100_000, 15.918],
  ] as const)('of a %s at 3 km/h for 3 h with %d m of climb is %d', (sport, elevationGainMeters, met) => {
    const given = { durationSeconds: 3 * 3600, elevationGainMeters };
    expect(metAtSpeed(sport, 3 / 3.6, given).met).toBeCloseTo(met, 2);
  });

  it('is what a climb costs only where that is more than the level way', () => {
    const climbs = [0, 20, 100].map(
      (elevationGainMeters) => metAtSpeed('walk', 5 / 3.6, { elevationGainMeters }).met,
    );
    expect(climbs[0]).toBeCloseTo(4.238, 3);
    expect(climbs[1]).toBe(climbs[0]);
    expect(climbs[2]).toBeGreaterThan(climbs[0]!);
  });
});

describe('for any speed', () => {
  const moving = fc.record({
    sport: fc.constantFrom<Sport>('run', 'walk', 'hike', 'ride', 'swim', 'row'),
    mph: fc.double({ min: 0.1, max: 20, noNaN: true }),
    elevationGainMeters: fc.constantFrom(null, 0, 100, 1000),
  });

  it('a step of 0.01 mph never lowers the MET, and raises it by at most 0.25', () => {
    fc.assert(
      fc.property(moving, ({ sport, mph, elevationGainMeters }) => {
        const [slower, faster] = [mph, mph + 0.01].map(
          (speed) => metAtSpeed(sport, (speed * METERS_PER_MILE) / 3600, { elevationGainMeters }).met,
        );
        expect(faster! - slower!).toBeGreaterThanOrEqual(-1e-9);
        expect(faster! - slower!).toBeLessThanOrEqual(0.25);
      }),
      { numRuns: 5000 },
    );
  });

  it('the MET is never below rest', () => {
    fc.assert(
      fc.property(moving, ({ sport, mph }) => {
        expect(metAt(sport, mph).met).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('MET without a speed', () => {
  it.each([
    ['run', 6.5, true],
    ['walk', 2.3, true],
    ['hike', 2.3, true],
    ['ride', 4, true],
    ['indoor_ride', 6.8, false],
    ['swim', 6, false],
    ['row', 5, false],
  ] as const)('of a %s is %d, out of range: %s', (sport, met, outOfRange) => {
    const input = energyInput({ sport, weightKg: 60, durationSeconds: 3600 });
    expect(energyFromMet(input)).toMatchObject({ grossKcal: met * 60, outOfRange });
  });

  it('works over the moving time and names its code', () => {
    const yoga = energyInput({ sport: 'yoga', weightKg: 60, durationSeconds: 3600, movingSeconds: 1800 });
    expect(energyFromMet(yoga)).toMatchObject({
      grossKcal: 2.3 * 30,
      inputs: { compendiumCode: '02150', met: 2.3, weightKg: 60, seconds: 1800 },
      outOfRange: false,
    });
  });

  it('has a code for each sport', () => {
    expect(Object.keys(GENERAL_MET)).toEqual([...SPORTS]);
  });
});
