/** What the service answers when it takes something not. */
export interface Problem {
  type?: string;
  title?: string;
  detail?: string;
  errors?: { pointer: string; detail: string }[];
}

export class ServiceAway extends Error {
  constructor(url: string) {
    super(
      `Nothing answers at ${url} any more. What was accepted is safe; start the service again with "npm start".`,
    );
  }
}

/** A definite no. */
export class RequestRefused extends Error {
  readonly status: number;

  constructor(status: number, problem: Problem) {
    super(`${status} ${sentenceOf(problem)}`);
    this.status = status;
  }
}

/** In one line: `The request is not acceptable: /sport must be one of …`. */
export function sentenceOf({ title = 'Refused', detail, errors = [] }: Problem): string {
  const reasons = errors.map((error) => `${error.pointer} ${error.detail}`).join(', ');
  return [title, reasons || detail].filter(Boolean).join(': ');
}
