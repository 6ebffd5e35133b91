import { DefaultLogger, type Logger } from '@temporalio/worker';
import { loggableFailure } from '../db/failure.ts';
import { pino, stdSerializers, type Logger as PinoLogger } from 'pino';

/** A task token lets its holder complete somebody else's task: it stays out of the logs. */
const REDACTED = ['taskToken', '*.taskToken'];

/** One line of JSON per event. The SDK logs failures under `error`, which pino would print as {}. */
export const createLog = (level: string): PinoLogger =>
  pino({
    level,
    base: { process: 'worker' },
    serializers: { err: serializeError, error: serializeError },
    redact: REDACTED,
  });

/** PostgreSQL quotes values in its messages: those stay out of the logs. */
const serializeError = (error: Error) => stdSerializers.err(loggableFailure(error) as Error);

/** The SDK's Runtime logger on top of ours. */
export const toTemporalLogger = (log: PinoLogger): Logger =>
  new DefaultLogger('INFO', ({ level, message, meta }) => {
    const write = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
    log[write[level]](meta ?? {}, message);
  });
