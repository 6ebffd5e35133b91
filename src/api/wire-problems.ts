import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../domain/errors.ts';
import { PROBLEM_MEDIA_TYPE, problemOf, type Problem } from './problem.ts';

/** What is refused before there is a request that the app could see: by Node's parser, its limits or its timers. */
const DETAILS: Partial<Record<ErrorCode, string>> = {
  'malformed-request': 'This is not a request of HTTP/1.1.',
  'request-timeout': 'The rest of the request did not arrive in time.',
  'uri-too-long': 'The request target is too long.',
  'headers-too-large': 'The header fields are too large.',
  'method-not-allowed': 'CONNECT cannot be used here.',
  'expectation-failed': 'Only 100-continue can be expected.',
};

const makeProblem = (code: ErrorCode): Problem =>
  problemOf({ code, message: DETAILS[code] ?? 'The request cannot be read.' }, randomUUID());

export function answerWithProblem(code: ErrorCode): Response {
  const problem = makeProblem(code);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': PROBLEM_MEDIA_TYPE, 'x-request-id': problem.requestId },
  });
}

/** Answers on the bare socket and ends it: whatever else it holds cannot be told apart from a further request. */
export function answerOnSocket(socket: Duplex, code: ErrorCode): void {
  if (!socket.writable || ('bytesWritten' in socket && hasAnsweredPartly(socket))) {
    socket.destroy();
    return;
  }
  const problem = makeProblem(code);
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${problem.requestId}`,
      ...(code === 'method-not-allowed' ? ['Allow: GET'] : []),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Node keeps the response that is under way on the socket; one whose head is out cannot be followed by another. */
const hasAnsweredPartly = (socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean =>
  socket._httpMessage?.headersSent ?? false;

type ParserError = Error & { code?: string; rawPacket?: Buffer };

export function problemOfClientError(error: ParserError): ErrorCode {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request-timeout';
    case 'HPE_HEADER_OVERFLOW':
      // Without the end of a line in it, what was too long is the first line.
      return error.rawPacket && !error.rawPacket.includes('\r\n') ? 'uri-too-long' : 'headers-too-large';
    default:
      return 'malformed-request';
  }
}
