import { DomainError } from '../../domain/errors.ts';

/** Errors of HTTP itself; their messages never repeat the input. */

export class MalformedRequest extends DomainError {
  readonly code = 'malformed-request';
}

export class NotAcceptable extends DomainError {
  readonly code = 'not-acceptable';
}

export class UnsupportedMediaType extends DomainError {
  readonly code = 'unsupported-media-type';
}

export class ContentTooLarge extends DomainError {
  readonly code = 'content-too-large';
  constructor(limitBytes: number) {
    super(`The body may have at most ${limitBytes} bytes.`);
  }
}

export class RequestTimeout extends DomainError {
  readonly code = 'request-timeout';
  constructor() {
    super('The rest of the request did not arrive in time.');
  }
}

export class UriTooLong extends DomainError {
  readonly code = 'uri-too-long';
  constructor() {
    super('The request target is too long.');
  }
}

export class MethodNotAllowed extends DomainError {
  readonly code = 'method-not-allowed';
  readonly allow: readonly string[];
  constructor(allow: readonly string[]) {
    super(`Only ${allow.join(', ')} can be used here.`);
    this.allow = allow;
  }
}

export class NotReady extends DomainError {
  readonly code = 'not-ready';
  readonly state: { postgres: boolean; temporal: boolean; draining: boolean };
  constructor(state: NotReady['state']) {
    super(state.draining ? 'This process is shutting down.' : 'PostgreSQL cannot be reached.');
    this.state = state;
  }
}
