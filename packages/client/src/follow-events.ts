import { sleep, type Clock } from './clock.ts';
import type { AthleteEvent } from './contract.ts';
import { withinTime } from './deadline.ts';
import { createEventParser, type StreamBlock } from './event-parser.ts';
import { pauseBeforeNext } from './requests.ts';
import type { RetryOptions } from './retry.ts';
import { Unanswered, type Transport } from './transport.ts';

export interface EventsOptions {
  /** Number of the last event that the app has; the stream continues after it. 0: all events. Absent: only new ones. */
  after?: number | undefined;
  /** Ends the stream, like leaving the loop. */
  signal?: AbortSignal | undefined;
}

interface StreamDependencies {
  transport: Transport;
  clock: Clock;
  retry: RetryOptions;
}

/** The service sends something every 15 s, so a connection that is silent for longer is dead. */
const SILENCE_MS = 45_000;
/** After this time a stream counts as successful. */
const LASTING_MS = 5000;

/**
 * Yields an athlete's events, each once and in order, and reconnects when needed. Ends with the signal. Throws if the
 * stream is refused for good (the token has ended, or the athlete is gone).
 */
export async function* followEvents(
  dependencies: StreamDependencies,
  athleteId: string,
  { after, signal }: EventsOptions = {},
): AsyncGenerator<AthleteEvent, void, undefined> {
  const { clock, retry } = dependencies;
  let position = after === undefined ? undefined : String(after);
  let failures = 0;
  while (!signal?.aborted) {
    const openedAt = clock.now();
    let reason: unknown = new Unanswered('The stream has ended.');
    try {
      for await (const { id, data } of readStream(dependencies, { athleteId, position, signal })) {
        position = id ?? position;
        if (data === undefined) continue;
        failures = 0;
        yield JSON.parse(data) as AthleteEvent;
      }
    } catch (error) {
      reason = error;
    }
    if (signal?.aborted) return;
    failures = clock.now() - openedAt > LASTING_MS ? 1 : failures + 1;
    await sleep(clock, pauseBeforeNext(reason, failures, retry), signal).catch(() => {});
  }
}

interface StreamPlace {
  athleteId: string;
  position: string | undefined;
  signal: AbortSignal | undefined;
}

/** Reads one connection until it ends, breaks or is silent for too long. */
async function* readStream(
  { transport, clock, retry }: StreamDependencies,
  { athleteId, position, signal }: StreamPlace,
): AsyncGenerator<StreamBlock> {
  const opening = { clock, milliseconds: retry.tryTimeoutMs, signal };
  const { body } = await withinTime(opening, (ending) =>
    transport.open(
      {
        path: `/v1/athletes/${encodeURIComponent(athleteId)}/events`,
        headers: position === undefined ? {} : { 'Last-Event-ID': position },
        accept: 'text/event-stream',
      },
      ending,
    ),
  );
  const reader = body!.getReader();
  const parse = createEventParser();
  const listening = { clock, milliseconds: SILENCE_MS, signal };
  try {
    for (;;) {
      const { done, value } = await withinTime(listening, () => reader.read().catch(asUnanswered));
      if (done) return;
      yield* parse(value);
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

function asUnanswered(cause: unknown): never {
  throw new Unanswered('The stream broke.', { cause });
}
