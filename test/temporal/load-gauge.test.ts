import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLoadGauge } from '../../src/temporal/load-gauge.ts';

/** A gauge on a clock and a count of the test's own; each count waits until the test answers it. */
function createTestGauge() {
  const clock = { now: 1_000_000 };
  const asked: { upTo: number; answer(unfinished: number): void; fail(): void }[] = [];
  const gauge = createLoadGauge({
    lightLoad: 50,
    now: () => clock.now,
    countUnfinished: (upTo) =>
      new Promise((resolve, reject) => {
        asked.push({ upTo, answer: resolve, fail: () => reject(new Error('The database is away')) });
      }),
  });
  const claim = (times: number) => Array.from({ length: times }, () => gauge.tryClaim());
  const granted = (times: number) => claim(times).filter(Boolean).length;
  /** Lets the gauge take in an answer. */
  const answerLast = async (unfinished: number) => {
    asked.at(-1)!.answer(unfinished);
    await new Promise(setImmediate);
  };
  return { gauge, clock, asked, granted, answerLast };
}

describe('the load gauge', () => {
  it('lets a first save through without waiting for a count', () => {
    const { gauge, asked } = createTestGauge();
    expect(gauge.tryClaim()).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('counts no further than it has to', () => {
    const { gauge, asked } = createTestGauge();
    gauge.tryClaim();
    expect(asked[0]!.upTo).toBe(50);
  });

  it('counts each claim as one more until the next count', async () => {
    const { granted, answerLast, asked } = createTestGauge();
    granted(1);
    await answerLast(20);
    // The one that asked is not in the count: its save is not committed yet.
    expect(granted(100)).toBe(29);
    expect(asked).toHaveLength(1);
  });

  it('lets nothing through while there is much, and everything again when it is done', async () => {
    const { clock, granted, answerLast } = createTestGauge();
    granted(1);
    await answerLast(50);
    expect(granted(10)).toBe(0);
    clock.now += 251;
    expect(granted(1)).toBe(0);
    await answerLast(0);
    expect(granted(10)).toBe(10);
  });

  it('keeps what it has let through on the books while a count is on its way', async () => {
    const { clock, granted, answerLast } = createTestGauge();
    granted(1);
    await answerLast(0);
    expect(granted(100)).toBe(49);
    clock.now += 251;
    // A slow count: it says nothing yet about the 49.
    expect(granted(100)).toBe(0);
    await answerLast(10);
    expect(granted(100)).toBe(40);
  });

  it('counts what it let through during a count on top of it', async () => {
    const { clock, granted, answerLast } = createTestGauge();
    granted(1);
    await answerLast(0);
    clock.now += 251;
    expect(granted(5)).toBe(5);
    await answerLast(40);
    // The five may be missing in it.
    expect(granted(100)).toBe(5);
  });

  it('asks again only when the count is old, and never twice at once', async () => {
    const { clock, granted, answerLast, asked } = createTestGauge();
    granted(3);
    expect(asked).toHaveLength(1);
    await answerLast(0);
    clock.now += 250;
    granted(3);
    expect(asked).toHaveLength(1);
    clock.now += 1;
    granted(3);
    expect(asked).toHaveLength(2);
  });

  it('takes a count that fails for much to do: the outbox has the work either way', async () => {
    const { granted, asked } = createTestGauge();
    granted(1);
    asked[0]!.fail();
    await new Promise(setImmediate);
    expect(granted(10)).toBe(0);
  });

  it.each([1, -1])('counts on when the clock is set by %i day', async (days) => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    let counts = 0;
    const gauge = createLoadGauge({ countUnfinished: () => Promise.resolve(50 * (counts += 1)) });
    gauge.tryClaim();
    await new Promise(setImmediate);
    vi.setSystemTime(Date.now() + days * 24 * 3600 * 1000);
    gauge.tryClaim();
    expect(counts).toBe(1);
    vi.advanceTimersByTime(251);
    gauge.tryClaim();
    expect(counts).toBe(2);
  });
});
