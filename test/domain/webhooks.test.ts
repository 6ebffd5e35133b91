import { describe, expect, it } from 'vitest';
import {
  healthAfter,
  nextAttemptAt,
  RETRY_PAUSES_MS,
  type EndpointHealth,
} from '../../src/domain/webhooks.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const healthy: EndpointHealth = {
  status: 'enabled',
  disabledReason: null,
  failingSince: null,
  failuresInARow: 0,
  pausedUntil: null,
};
const failure = { statusCode: 500 };

describe('the health of an endpoint', () => {
  it('is disabled by a retry that fails after five days of failures, not by a late first attempt', () => {
    const failing = { ...healthy, failingSince: 0, failuresInARow: 1 };
    const at = { startedAt: 5 * DAY, now: 5 * DAY, outcome: failure };
    expect(healthAfter(failing, { ...at, attempt: 1 })).toMatchObject({ status: 'enabled' });
    expect(healthAfter(failing, { ...at, attempt: 2 })).toMatchObject({
      status: 'disabled',
      disabledReason: 'failing',
    });
    expect(healthAfter(failing, { ...at, now: 5 * DAY - 1, attempt: 2 })).toMatchObject({
      status: 'failing',
    });
  });

  it('keeps the pause of a Retry-After when another request succeeds', () => {
    const outcome = { statusCode: 503, retryAfterSeconds: 120 };
    const paused = healthAfter(healthy, { attempt: 1, startedAt: 0, now: 0, outcome });
    expect(paused.pausedUntil).toBe(2 * MINUTE);
    const succeeded = { attempt: 1, startedAt: 0, now: 1000, outcome: { statusCode: 204 } };
    expect(healthAfter(paused, succeeded)).toEqual({ ...healthy, pausedUntil: 2 * MINUTE });
    expect(healthAfter(paused, { ...succeeded, outcome: failure }).pausedUntil).toBe(2 * MINUTE);
  });

  it('ends the pause after many failures with the first success', () => {
    const paused = { ...healthy, failingSince: 0, failuresInARow: 20, pausedUntil: MINUTE };
    const outcome = { statusCode: 204 };
    expect(healthAfter(paused, { attempt: 3, startedAt: 0, now: 1000, outcome })).toEqual(healthy);
  });
});

describe('the next attempt', () => {
  const at = (attempt: number, outcome: object = failure, random = 0) =>
    nextAttemptAt({ attempt, now: 0, outcome }, { random });

  it('follows the schedule, up to 10 % later, and ends with it', () => {
    expect(RETRY_PAUSES_MS.map((_pause, index) => at(index + 1))).toEqual(RETRY_PAUSES_MS);
    expect(at(2, failure, 0.5)).toBe(5.25 * MINUTE);
    expect(at(RETRY_PAUSES_MS.length + 1)).toBeUndefined();
  });

  it('waits for a longer Retry-After, up to a day', () => {
    expect(at(1, { statusCode: 503, retryAfterSeconds: 60 })).toBe(MINUTE);
    expect(at(1, { statusCode: 503, retryAfterSeconds: 1 })).toBe(5000);
    expect(at(1, { statusCode: 503, retryAfterSeconds: 999_999 })).toBe(DAY);
  });
});
