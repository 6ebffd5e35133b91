import { DefaultLogger, type Logger } from '@temporalio/worker';
import { loggableFailure } from '../db/failure.ts';
import { pino, stdSerializers, type Logger as PinoLogger } from 'pino';

/** A task token lets its holder complete another worker's task, so it stays out of the logs. */
const REDACTED = ['taskToken', '*.taskToken'];

/** Creates a log of one JSON line per event. The SDK logs failures under `error`, which pino would print as {}. */
export const createLog = (level: string): PinoLogger =>
  pino({
    level,
    base: { process: 'worker' },
    serializers: { err: serializeError, error: serializeError },
    redact: REDACTED,
  });

/** PostgreSQL's messages quote values, which stay out of the logs. */
const serializeError = (error: Error) => stdSerializers.err(loggableFailure(error) as Error);

/** Adapts our log to the SDK's logger. */
export const toTemporalLogger = (log: PinoLogger): Logger =>
  new DefaultLogger('INFO', ({ level, message, meta }) => {
    const write = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
    log[write[level]](meta ?? {}, message);
  });
