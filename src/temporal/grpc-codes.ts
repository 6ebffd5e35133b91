import { isGrpcServiceError } from '@temporalio/client';

/** The numbers of gRPC's status codes. */
const CODES = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
} as const;

/** Returns whether a call failed with one of these codes. */
export const hasCode = (error: unknown, ...names: (keyof typeof CODES)[]): boolean =>
  isGrpcServiceError(error) && names.some((name) => CODES[name] === error.code);
