import type { ErrorCode } from '../../domain/errors.ts';
import type { RecordingRejection } from '../../domain/recording.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A problem type, as its page `/problems/<code>` explains it. */
export interface ProblemType {
  status: number;
  title: string;
  /** What it means and what to do. */
  description: string;
}

/** The HTTP side of every error code; its type makes it complete. */
export const PROBLEMS = {
  'invalid-parameter': {
    status: 400,
    title: 'Invalid parameter',
    description:
      'A path, query or header parameter is malformed or out of range. `detail` names it and its limits. Correct it; a repeat fails again.',
  },
  'idempotency-key-invalid': {
    status: 400,
    title: 'Invalid Idempotency-Key',
    description: 'An Idempotency-Key is 1 to 255 printable ASCII characters, for example a UUID.',
  },
  'malformed-request': {
    status: 400,
    title: 'Malformed request',
    description:
      'The request cannot be parsed: the body is not valid JSON, names a key twice, is not UTF-8, or the request is not HTTP/1.1.',
  },
  unauthorized: {
    status: 401,
    title: 'Not authenticated',
    description:
      'Send `Authorization: Bearer <API key or athlete token>`. The key is missing, unknown or revoked, or the token has expired.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    description:
      'The credentials are valid but do not allow this operation. An athlete token works for its own athlete only; operations need an operator key.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    description:
      'The resource does not exist, was deleted, or belongs to another app or athlete. The response is the same in all cases.',
  },
  'report-failed': {
    status: 404,
    title: 'Report generation failed',
    description: 'Generating the report of this month failed for good. POST to its URL to try again.',
  },
  'report-not-ready': {
    status: 404,
    title: 'Report not ready',
    description:
      'The report is being generated. Repeat the GET after `Retry-After` seconds, or wait for the event `report.ready`.',
  },
  'report-not-requested': {
    status: 404,
    title: 'Report not requested',
    description:
      'No report exists for this month. Reports are generated on the 1st of the next month; POST to the same URL to generate one now.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    description: 'The path exists, but not with this method. `Allow` lists the methods that it supports.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Media type not available',
    description:
      'The resource is not available in any media type of the `Accept` header. `detail` lists them.',
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    description: 'The rest of the request did not arrive in time. Send it again.',
  },
  'duplicate-workout': {
    status: 409,
    title: 'Duplicate workout',
    description:
      'The athlete already has a workout of this sport with the same start and duration. `workoutId` names it. Nothing was saved.',
  },
  'workout-not-flagged': {
    status: 409,
    title: 'Workout not flagged',
    description: 'The workout has no flag, and none was cleared, so there is nothing to review.',
  },
  'too-many-webhook-endpoints': {
    status: 409,
    title: 'Too many webhook endpoints',
    description: 'The app has as many webhook endpoints as are allowed. Delete one that is not used.',
  },
  'workout-deleted': {
    status: 410,
    title: 'Workout deleted',
    description:
      'The workout that was saved with this Idempotency-Key has been deleted. Use a new key to save it again.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Workout has changed',
    description:
      'The revision in `If-Match` is not the current one. GET the workout, apply the change to it, and send its new `ETag`.',
  },
  'content-too-large': {
    status: 413,
    title: 'Content too large',
    description: 'The body is larger than this operation allows. `detail` names the limit.',
  },
  'uri-too-long': {
    status: 414,
    title: 'URI too long',
    description: 'The request target is longer than 4,096 characters.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    description: 'The `Content-Type` or `Content-Encoding` of the body is not supported here.',
  },
  'expectation-failed': {
    status: 417,
    title: 'Expectation failed',
    description: 'The only supported `Expect` header is `100-continue`.',
  },
  'validation-error': {
    status: 422,
    title: 'Validation failed',
    description:
      'The body can be parsed, but fields are missing, unknown or out of range. `errors` lists each with a JSON pointer, a code and a sentence. Correct them; a repeat fails again.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key reused',
    description: 'This Idempotency-Key was used before with another body. Use a new key for another request.',
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match required',
    description:
      'Edits and deletions need `If-Match` with the revision that you read, such as `"1"`, or `*` for any revision.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Header fields too large',
    description: 'The header fields of the request are too large.',
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    description:
      'An unexpected error of the service. It is logged under `requestId`. A repeat with the same Idempotency-Key is safe.',
  },
  'database-unavailable': {
    status: 503,
    title: 'Database unavailable',
    description:
      'The database cannot be reached. Repeat the request with the same Idempotency-Key after `Retry-After` seconds; nothing is saved twice.',
  },
  'renderer-busy': {
    status: 503,
    title: 'Renderer busy',
    description:
      'Too many PDFs and cards are being rendered at once, or this one took too long. Retry after `Retry-After` seconds.',
  },
  'not-ready': {
    status: 503,
    title: 'Not ready',
    description:
      'This process does not accept requests: it is shutting down, or PostgreSQL cannot be reached. Retry after `Retry-After` seconds.',
  },
} as const satisfies Record<ErrorCode, ProblemType>;

const unreadable = (description: string) => ({ title: 'Recording cannot be read', description });

/** Reasons why a recording was refused. Uploads and imports contain them; they are never the response to a request. */
export const RECORDING_PROBLEMS: Record<RecordingRejection, Omit<ProblemType, 'status'>> = {
  'recording-not-recognised': unreadable('The file is not a GPX, TCX or FIT recording of an activity.'),
  'recording-truncated': unreadable('The file ends too early. Export it again and upload it completely.'),
  'recording-malformed': unreadable('The content of the file is invalid. `detail` says where and why.'),
  'recording-too-large': unreadable(
    'The file, its inflated content or its number of activities exceeds a limit. `detail` names it.',
  ),
  'recording-too-many-points': unreadable('The file has more than 200,000 points.'),
  'recording-without-time': unreadable('The file has no times, so that it has no start or no duration.'),
  'recording-dtd-refused': unreadable('The XML has a document type definition, which is refused.'),
  'recording-too-deep': unreadable('The elements of the XML are nested too deeply.'),
  'recording-timeout': unreadable('Parsing the file took too long.'),
};
