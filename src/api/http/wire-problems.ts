import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../../domain/errors.ts';
import { PROBLEM_MEDIA_TYPE } from './problem-types.ts';
import { problemOf } from './problem.ts';

/** Requests that Node's parser, limits or timers refuse before the app sees them. */
const DETAILS: Partial<Record<ErrorCode, string>> = {
  'malformed-request': 'The request is not valid HTTP/1.1.',
  'request-timeout': 'The rest of the request did not arrive in time.',
  'uri-too-long': 'The request target is too long.',
  'headers-too-large': 'The header fields are too large.',
  'method-not-allowed': 'CONNECT cannot be used here.',
  'internal-error': 'An unexpected error of the service.',
  'expectation-failed': 'The only supported `Expect` header is `100-continue`.',
};

function makeAnswer(code: ErrorCode) {
  const problem = problemOf({ code, message: DETAILS[code] ?? 'The request cannot be read.' }, randomUUID());
  const body = JSON.stringify(problem);
  const headers = {
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Request-Id': problem.requestId,
    ...(code === 'method-not-allowed' ? { Allow: 'GET' } : {}),
    // Later bytes cannot be distinguished from a further request.
    Connection: 'close',
  };
  return { status: problem.status, headers, body };
}

export function answerWithProblem(code: ErrorCode): Response {
  const { status, headers, body } = makeAnswer(code);
  return new Response(body, { status, headers });
}

export function answerOnResponse(outgoing: ServerResponse, code: ErrorCode): void {
  const { status, headers, body } = makeAnswer(code);
  outgoing.writeHead(status, headers).end(body);
}

/**
 * Returns whether a request is malformed in a way that Node's parser accepts. This is a request line without a version
 * (HTTP/0.9), two Host fields (Node drops the second) or two Idempotency-Keys (Node joins them).
 */
export function isMalformed({ httpVersionMajor, rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  let keys = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    else if (name.length === 15 && name.toLowerCase() === 'idempotency-key') keys += 1;
  }
  return httpVersionMajor === 0 || hosts > 1 || keys > 1;
}

/** Answers on the bare socket and closes it. */
export function answerOnSocket(socket: Duplex, code: ErrorCode): void {
  if (!socket.writable || hasAnsweredPartly(socket)) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = makeAnswer(code);
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...fields, '', body].join('\r\n'));
}

/** Returns whether a response has begun on the socket: no other one can follow it. */
const hasAnsweredPartly = (socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean =>
  socket._httpMessage?.headersSent ?? false;

type ParserError = Error & { code?: string; rawPacket?: Buffer };

/** The request line alone was too long if it has this many of the bytes that all headers may have. */
const LONG_LINE_BYTES = 8 * 1024;

export function problemOfClientError({ code, rawPacket }: ParserError): ErrorCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  if (code !== 'HPE_HEADER_OVERFLOW') return 'malformed-request';
  const start = rawPacket?.toString('latin1', 0, LONG_LINE_BYTES) ?? '';
  return /^[A-Z]+ [^\r\n]+$/.test(start) ? 'uri-too-long' : 'headers-too-large';
}
