import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/demo/training-plan.ts';

describe('the clock on the wall', () => {
  it.each([
    ['Europe/Paris', '2026-07-01', 6, 30, '2026-07-01T04:30:00.000Z'],
    ['Europe/Paris', '2026-12-01', 6, 30, '2026-12-01T05:30:00.000Z'],
    ['Europe/Paris', '2026-03-29', 1, 30, '2026-03-29T00:30:00.000Z'],
    ['Europe/Paris', '2026-03-29', 3, 30, '2026-03-29T01:30:00.000Z'],
    ['Europe/Paris', '2026-10-25', 3, 30, '2026-10-25T02:30:00.000Z'],
    ['America/Denver', '2026-11-01', 22, 10, '2026-11-02T05:10:00.000Z'],
    ['Asia/Tokyo', '2026-01-01', 6, 0, '2025-12-31T21:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', 0, 0, '2025-12-31T10:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01', 0, 0, '2025-12-31T18:15:00.000Z'],
  ])('in %s on %s at %d:%d is an instant', (timeZone, date, hour, minute, expected) => {
    expect(instantOf({ date, minute: 60 * hour + minute }, timeZone)).toBe(expected);
  });
});
