import { describe, expect, it } from 'vitest';
import { endOfQuietHours } from '../../src/domain/quiet-hours.ts';

const end = (now: string, from: string, to: string, timeZone = 'Europe/Paris') =>
  endOfQuietHours(now, { quietHours: { from, to }, timeZone });

describe('endOfQuietHours', () => {
  it('is now without quiet hours, and outside of them', () => {
    const now = '2026-11-20T12:00:00Z';
    expect(endOfQuietHours(now, { quietHours: null, timeZone: 'UTC' })).toBe(now);
    expect(end(now, '22:00', '07:00')).toBe(now);
    expect(end(now, '09:00', '12:59')).toBe(now);
    expect(end(now, '13:00', '13:00')).toBe(now);
  });

  it.each([
    // 22:00 and 23:30 in Paris: the next morning.
    ['2026-11-20T21:00:00Z', '2026-11-21T06:00:00Z'],
    ['2026-11-20T22:30:00Z', '2026-11-21T06:00:00Z'],
    // 06:59 in Paris: a minute later.
    ['2026-11-21T05:59:00Z', '2026-11-21T06:00:00Z'],
    // The night when clocks go back by an hour, and the one when they go forward.
    ['2026-10-24T21:00:00Z', '2026-10-25T06:00:00Z'],
    ['2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'],
  ])('over midnight: at %s it is %s', (now, expected) => {
    expect(end(now, '22:00', '07:00')).toBe(expected);
  });

  it('includes the first minute and excludes the last', () => {
    expect(end('2026-11-20T12:00:00Z', '13:00', '14:00')).toBe('2026-11-20T13:00:00Z');
    expect(end('2026-11-20T13:00:00Z', '13:00', '14:00')).toBe('2026-11-20T13:00:00Z');
  });

  it('moves an end that the clock skips', () => {
    // 02:30 does not exist in Paris on this day; the clock goes from 02:00 to 03:00.
    expect(end('2026-03-29T00:30:00Z', '22:00', '02:30')).toBe('2026-03-29T01:30:00Z');
  });
});
