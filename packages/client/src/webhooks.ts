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
import { listPages, type Paged, type PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';
import { inJson } from './transport.ts';

export interface WebhookAttemptQuery extends PageQuery {
  /** Only attempts of this event. */
  eventId?: string | undefined;
  status?: WebhookAttemptStatus | undefined;
}

/** Webhook endpoints, and the log of events. Needs an API key. */
export function createWebhooks({ ask }: { ask: Ask }) {
  const post = <Body>(path: string, request: object, expects: number, options?: RequestOptions) =>
    ask<Body>({ method: 'POST', path, ...inJson(request), expects: [expects] }, options);

  return {
    /** Creates an endpoint. Store its secret: it is shown only here. Each attempt may create one. */
    create: (request: WebhookEndpointRequest, options?: RequestOptions) =>
      post<WebhookEndpointWithSecret>(pathOf(), request, 201, options),

    /** Lists endpoints, oldest first. */
    list: (query: PageQuery = {}, options?: RequestOptions): Paged<WebhookEndpoint> =>
      listPages(ask, { path: pathOf(), query, field: 'webhookEndpoints' }, options),

    get: (endpointId: string, options?: RequestOptions) =>
      ask<WebhookEndpoint>({ path: pathOf(endpointId) }, options),

    /** Changes an endpoint, disables it, or enables it again. */
    edit: (endpointId: string, patch: WebhookEndpointPatch, options?: RequestOptions) =>
      ask<WebhookEndpoint>({ method: 'PATCH', path: pathOf(endpointId), ...inJson(patch) }, options),

    /** Deletes an endpoint. If a retry finds none, an earlier attempt has deleted it. */
    delete: async (endpointId: string, options?: RequestOptions): Promise<void> => {
      try {
        await ask({ method: 'DELETE', path: pathOf(endpointId), expects: [204] }, options);
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
      query: WebhookAttemptQuery = {},
      options?: RequestOptions,
    ): Paged<WebhookAttempt> =>
      listPages(ask, { path: pathOf(endpointId, 'attempts'), query, field: 'attempts' }, options),

    /** Sends one event again, or a range, with the same ids. */
    resend: (endpointId: string, selection: WebhookResendRequest, options?: RequestOptions) =>
      post<QueuedWebhookResends>(pathOf(endpointId, 'resend'), selection, 202, options),

    statistics: (endpointId: string, options?: RequestOptions) =>
      ask<WebhookStatistics>({ path: pathOf(endpointId, 'statistics') }, options),

    /** Reads a page of the app's events, the same that webhooks send. Pass its `nextCursor` as `after`. */
    events: ({ after, limit }: { after?: string; limit?: number } = {}, options?: RequestOptions) =>
      ask<EventPage>({ path: '/v1/events', query: { after, limit } }, options),
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;

const pathOf = (...rest: string[]): string =>
  ['/v1/webhook-endpoints', ...rest.map(encodeURIComponent)].join('/');
