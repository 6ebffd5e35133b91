import { isRepeatedDeletion } from './athletes.ts';
import type {
  EventPage,
  QueuedWebhookExample,
  QueuedWebhookResends,
  WebhookAttempt,
  WebhookAttemptStatus,
  WebhookEndpoint,
  WebhookEndpointPatch,
  WebhookEndpointRequest,
  WebhookEndpointWithSecret,
  WebhookEventType,
  WebhookResendRequest,
  WebhookRotation,
  WebhookStatistics,
} from './contract.ts';
import { createPaged, type Paged, type PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';
import type { ApiCall } from './transport.ts';

export interface WebhookAttemptQuery extends PageQuery {
  /** Only attempts of this event. */
  eventId?: string | undefined;
  status?: WebhookAttemptStatus | undefined;
}

const json = { 'Content-Type': 'application/json' };

/** Endpoints that receive an app's events, and the log that they are read from. Needs an API key. */
export function createWebhooks({ ask }: { ask: Ask }) {
  const read = async <Body>(call: Omit<ApiCall, 'expects'>, expects: number, options?: RequestOptions) =>
    (await ask<Body>({ ...call, expects: [expects] }, options)).body;
  const post = <Body>(path: string, request: object, expects: number, options?: RequestOptions) =>
    read<Body>({ method: 'POST', path, headers: json, body: JSON.stringify(request) }, expects, options);

  return {
    /** Creates an endpoint. Store its secret: it is shown only here. Each attempt may create one. */
    create: (request: WebhookEndpointRequest, options?: RequestOptions) =>
      post<WebhookEndpointWithSecret>(pathOf(), request, 201, options),

    /** Endpoints, oldest first. */
    list: ({ cursor, limit }: PageQuery = {}, options?: RequestOptions): Paged<WebhookEndpoint> =>
      createPaged(async (from) => {
        const call = { method: 'GET', path: pathOf(), query: { limit, cursor: from } } as const;
        type Body = { webhookEndpoints: WebhookEndpoint[]; nextCursor?: string };
        const { webhookEndpoints, nextCursor } = await read<Body>(call, 200, options);
        return { items: webhookEndpoints, nextCursor };
      }, cursor),

    get: (endpointId: string, options?: RequestOptions) =>
      read<WebhookEndpoint>({ method: 'GET', path: pathOf(endpointId) }, 200, options),

    /** Changes an endpoint, disables it, or enables it again. */
    edit: (endpointId: string, patch: WebhookEndpointPatch, options?: RequestOptions) =>
      read<WebhookEndpoint>(
        { method: 'PATCH', path: pathOf(endpointId), headers: json, body: JSON.stringify(patch) },
        200,
        options,
      ),

    /** Deletes an endpoint. If a retry finds none, an earlier attempt has deleted it. */
    delete: async (endpointId: string, options?: RequestOptions): Promise<void> => {
      try {
        await read({ method: 'DELETE', path: pathOf(endpointId) }, 204, options);
      } catch (error) {
        if (!isRepeatedDeletion(error)) throw error;
      }
    },

    /** Replaces the secret; the previous one also signs for a while. */
    rotateSecret: (endpointId: string, rotation: WebhookRotation = {}, options?: RequestOptions) =>
      post<WebhookEndpointWithSecret>(pathOf(endpointId, 'rotate-secret'), rotation, 200, options),

    /** Sends an example of a type of event. */
    sendExample: (endpointId: string, eventType: WebhookEventType, options?: RequestOptions) =>
      post<QueuedWebhookExample>(pathOf(endpointId, 'send-example'), { eventType }, 202, options),

    /** Lists attempts, newest first. */
    attempts: (
      endpointId: string,
      { cursor, limit, eventId, status }: WebhookAttemptQuery = {},
      options?: RequestOptions,
    ): Paged<WebhookAttempt> =>
      createPaged(async (from) => {
        const query = { limit, cursor: from, eventId, status };
        const { attempts, nextCursor } = await read<{ attempts: WebhookAttempt[]; nextCursor?: string }>(
          { method: 'GET', path: pathOf(endpointId, 'attempts'), query },
          200,
          options,
        );
        return { items: attempts, nextCursor };
      }, cursor),

    /** Sends one event again, or a range, with the same ids. */
    resend: (endpointId: string, selection: WebhookResendRequest, options?: RequestOptions) =>
      post<QueuedWebhookResends>(pathOf(endpointId, 'resend'), selection, 202, options),

    statistics: (endpointId: string, options?: RequestOptions) =>
      read<WebhookStatistics>({ method: 'GET', path: pathOf(endpointId, 'statistics') }, 200, options),

    /** Reads a page of the app's events, the same that webhooks send. Pass its `nextCursor` as `after`. */
    events: ({ after, limit }: { after?: string; limit?: number } = {}, options?: RequestOptions) =>
      read<EventPage>({ method: 'GET', path: '/v1/events', query: { after, limit } }, 200, options),
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;

const pathOf = (...rest: string[]): string =>
  ['/v1/webhook-endpoints', ...rest.map(encodeURIComponent)].join('/');
