import type { ReadableStream } from 'node:stream/web';
import type { Examples, OperationExamples } from '../../src/api/contract/examples.ts';

interface Document {
  paths: Record<string, Record<string, { operationId: string; parameters?: { name: string; in: string }[] }>>;
}

interface RecordedCall {
  key?: string | undefined;
  json?: unknown;
  body?: string | FormData | Uint8Array<ArrayBuffer>;
  /** What the document shows in place of a body that is not text. */
  bodyExample?: unknown;
  headers?: Record<string, string>;
  /** False for what only waits. */
  isRecorded?: boolean;
}

/** As much as a reader of the document wants to see of a page, of metrics or of a list. */
const LONGEST_TEXT = 600;
const LONGEST_LIST = 3;

export type Call = (method: string, path: string, request?: RecordedCall) => Promise<Answer>;

/** Calls a running service, and keeps the first request and response of each kind for the document. */
export function createRecorder(document: Document, { url, apiKey }: { url: string; apiKey: string }) {
  const examples: Examples = { operations: {}, problems: {}, events: {} };
  const routes = Object.entries(document.paths).map(([path, methods]) => ({
    methods,
    names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`),
  }));

  const call: Call = async (method, path, request = {}) => {
    const sent = request.json === undefined ? request.body : JSON.stringify(request.json);
    const headers: Record<string, string> = {
      'X-Request-Id': 'b1c7e0f2',
      ...(request.key === '' ? {} : { Authorization: `Bearer ${request.key ?? apiKey}` }),
      ...(request.json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...request.headers,
    };
    const response = await fetch(url + path, {
      method,
      headers,
      redirect: 'manual',
      ...(sent === undefined ? {} : { body: sent }),
    });
    const answer = await readAnswer(response);
    if (request.isRecorded === false) return answer;
    if (response.status >= 400) recordProblem(answer);
    else recordCall({ method, path, request, headers, answer });
    return answer;
  };

  function recordProblem({ body }: Answer): void {
    const code = (body as { type: string }).type.slice('/problems/'.length) as keyof Examples['problems'];
    examples.problems[code] ??= body as object;
  }

  function recordCall({ method, path, request, headers, answer }: Recorded): void {
    const { pathname, searchParams } = new URL(path, url);
    const route = routes.find(
      ({ pattern, methods }) => pattern.test(pathname) && method.toLowerCase() in methods,
    );
    const operation = route?.methods[method.toLowerCase()];
    if (!route || !operation) return;
    const recorded = (examples.operations[operation.operationId] ??= emptyExamples());
    const { parameters, responses } = recorded;
    const values = route.pattern.exec(pathname)!.slice(1);
    route.names.forEach((name, index) => (parameters[name] ??= values[index]!));
    for (const { name, in: place } of operation.parameters ?? []) {
      const value = place === 'query' ? searchParams.get(name) : place === 'header' ? headers[name] : null;
      if (value != null) parameters[name] ??= value;
    }
    const shown = request.bodyExample ?? request.json ?? request.body;
    const type = headers['Content-Type'] ?? (request.body instanceof FormData ? 'multipart/form-data' : '');
    if (shown !== undefined) recorded.request[type] ??= shown;
    const bodies = (responses[answer.status] ??= {});
    if (answer.mediaType !== '') bodies[answer.mediaType] ??= abridge(answer.body);
  }

  return { examples, call, recordProblem };
}

interface Recorded {
  method: string;
  path: string;
  request: RecordedCall;
  headers: Record<string, string>;
  answer: Answer;
}

export interface Answer {
  status: number;
  mediaType: string;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads bodies of every shape
  body: any;
}

const emptyExamples = (): OperationExamples => ({ parameters: {}, request: {}, responses: {} });

export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const mediaType = headers.get('Content-Type')?.split(';')[0] ?? '';
  if (mediaType === 'text/event-stream')
    return { status, headers, mediaType, body: await readFirstEvent(response) };
  if (/^(application\/pdf|image\/)/.test(mediaType)) return { status, headers, mediaType, body: '(binary)' };
  const text = await response.text();
  return { status, headers, mediaType, body: mediaType.endsWith('json') ? JSON.parse(text) : text };
}

/** Reads a stream up to its first event, which is what the document's schema describes, and leaves it. */
async function readFirstEvent(response: Response): Promise<unknown> {
  let text = '';
  for await (const chunk of response.body as unknown as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const [, data] = /^data: (.*)$/m.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error('The stream ended without an event.');
}

function abridge(body: unknown): unknown {
  if (typeof body === 'string')
    return body.length <= LONGEST_TEXT ? body : `${body.slice(0, body.lastIndexOf('\n', LONGEST_TEXT))}\n…`;
  if (typeof body !== 'object' || body === null) return body;
  if (!Array.isArray(body))
    return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, abridge(value)]));
  const isListOfModels = typeof body[0] === 'object';
  return (isListOfModels ? body.slice(0, LONGEST_LIST) : body).map(abridge);
}
