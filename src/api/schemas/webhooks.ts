import { z } from '@hono/zod-openapi';
import { parsePublicEventId } from '../../db/events/event-key.ts';
import { MOST_COUNTED } from '../../db/webhooks/statistics.ts';
import { LOGGED_TYPES } from './events.ts';
import { idPath, paging } from './parameters.ts';
import {
  athleteId,
  described,
  instant,
  int32,
  int64,
  model,
  nextCursor,
  text,
  utcInstant,
  uuid,
} from './primitives.ts';

const LONGEST_GRACE_SECONDS = 7 * 24 * 3600;
const DEFAULT_GRACE_SECONDS = 24 * 3600;

export const webhookPath = idPath('endpointId', 'Id of the webhook endpoint.');

const eventType = z
  .enum(LOGGED_TYPES as [string, ...string[]])
  .openapi('WebhookEventType', { description: 'Type of an event that webhooks send.' });

const attemptStatus = z
  .enum(['succeeded', 'failed'])
  .openapi('WebhookAttemptStatus', { description: 'Only 2xx is a success.' });
const eventId = z.string().refine((value) => parsePublicEventId(value) !== undefined, {
  error: 'must be the id of an event, such as evt_AZrO2nVxcAGQ0hXcYdB1kQAAocWXbmkB',
  params: { code: 'invalid-format' },
});

const url = described(
  text(2048).openapi({ format: 'uri', example: 'https://example.com/webhooks/afterburn' }),
  'Where events are posted: https, on a public address. Redirects are not followed.',
);
const eventTypes = z
  .array(eventType)
  .min(1)
  .max(LOGGED_TYPES.length)
  .nullable()
  .openapi({
    description: 'Types of events to send. Null: all.',
    example: ['achievement.earned', 'report.ready'],
  });
const onlyAthlete = described(
  athleteId.nullable(),
  'The only athlete whose events are sent. Null: all, and events about the app.',
);
const description = described(text(200).nullable(), 'For people.');

const settings = {
  url,
  eventTypes: eventTypes.default(null),
  athleteId: onlyAthlete.default(null),
  description: description.default(null),
};

export const webhookRequest = model('WebhookEndpointRequest', 'Where to send which events.', settings);

export const webhookPatch = model('WebhookEndpointPatch', 'Changes; absent fields stay, null selects all.', {
  url: url.optional(),
  eventTypes: eventTypes.optional(),
  athleteId: onlyAthlete.optional(),
  description: description.optional(),
  status: z
    .enum(['enabled', 'disabled'])
    .openapi('WebhookSwitch', {
      description: '`enabled` continues with the event at which the endpoint stopped.',
    })
    .optional(),
});

export const webhookHealth = {
  status: z.enum(['enabled', 'failing', 'disabled']).openapi('WebhookStatus', {
    description: '`failing`: a retry failed, or 20 attempts in a row, without a success in between.',
  }),
  disabledReason: z
    .enum(['requested', 'gone', 'failing'])
    .openapi('WebhookDisabledReason', {
      description:
        'Why it is disabled: by a PATCH, because it answered 410, or because it failed for five days.',
    })
    .optional(),
  failingSince: described(utcInstant.optional(), 'The first failed attempt after the last success.'),
};

const endpoint = {
  id: described(uuid, 'Id of the endpoint.'),
  url,
  eventTypes,
  athleteId: onlyAthlete,
  description,
  ...webhookHealth,
  publicKey: described(
    z.string().openapi({ example: 'whpk_2Xo0Xa9cq7KM1F1i0OqTCLYMPzSmgB2L3v0Lr1MmE3E=' }),
    'Verifies the `v1a` signatures (ed25519).',
  ),
  createdAt: described(utcInstant, 'When it was created.'),
};

export const webhookEndpoint = model('WebhookEndpoint', 'A receiver of events.', endpoint);

export const webhookEndpointWithSecret = model(
  'WebhookEndpointWithSecret',
  'A receiver of events, with its new secret.',
  {
    ...endpoint,
    secret: described(
      z.string().openapi({ example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' }),
      'Verifies the `v1` signatures (HMAC-SHA256). Shown only here.',
    ),
  },
);

export const webhookEndpointList = model('WebhookEndpointList', 'A page of webhook endpoints.', {
  webhookEndpoints: described(z.array(webhookEndpoint), "The app's endpoints, oldest first."),
  nextCursor,
});

export const rotation = model('WebhookRotation', 'How to replace the secret.', {
  gracePeriodSeconds: described(
    int32.min(0).max(LONGEST_GRACE_SECONDS).default(DEFAULT_GRACE_SECONDS),
    'How long the previous secret also signs: up to 7 days. Default: one day.',
  ),
});

export const exampleRequest = model('WebhookExampleRequest', 'Which example to send.', {
  eventType: eventType,
});

export const queuedExample = model('QueuedWebhookExample', 'An example that will be sent.', {
  eventId: described(z.string(), 'Id of the example, as in `webhook-id`.'),
});

const sinceTheEpoch = instant.refine((value) => Date.parse(value) >= 0, {
  error: 'must not be before 1970',
  params: { code: 'out-of-range' },
});

export const resendRequest = z
  .strictObject({
    eventId: described(eventId.optional(), 'One event.'),
    athleteId: described(athleteId.optional(), 'All events of an athlete.'),
    since: described(sinceTheEpoch.optional(), 'Events from this instant on.'),
    until: described(sinceTheEpoch.optional(), 'Events up to this instant.'),
  })
  .refine((value) => Object.values(value).some((field) => field !== undefined), {
    error: 'needs eventId, athleteId, since or until',
    params: { code: 'required' },
  })
  .refine(({ eventId: one, ...range }) => !one || Object.values(range).every((field) => !field), {
    error: 'eventId cannot be combined with other fields',
    params: { code: 'invalid-value' },
  })
  .openapi('WebhookResendRequest', { description: 'One event, or a range.' });

export const queuedResends = model('QueuedWebhookResends', 'Events that will be sent again.', {
  queued: described(int32, 'Number of events that will be sent.'),
});

export const attemptQuery = paging.extend({
  eventId: eventId.optional().openapi({
    description: 'Attempts of this event only.',
    example: 'evt_AZrO2nVxcAGQ0hXcYdB1kQAAocWXbmkB',
  }),
  status: attemptStatus.optional().openapi({
    param: { description: 'Attempts that succeeded, or that failed. Default: both.', example: 'failed' },
  }),
});

const attempt = model('WebhookAttempt', 'One attempt to deliver an event.', {
  eventId: described(z.string(), 'Id of the event.'),
  attempt: described(int32, 'Number of the attempt, from 1.'),
  status: attemptStatus,
  startedAt: described(utcInstant, 'When the request was sent.'),
  durationMs: described(int32, 'How long it took, in milliseconds.'),
  statusCode: described(int32.optional(), 'HTTP status of the response. Absent without a response.'),
  error: described(z.string().optional(), 'Why there was no valid response.'),
  response: described(z.string().optional(), 'The first KiB of the response.'),
  nextAttemptAt: described(utcInstant.optional(), 'When the event is sent again. Absent if it is not.'),
});

export const attemptList = model(
  'WebhookAttemptList',
  'A page of attempts. Successes are kept for a day, failures for a week.',
  { attempts: described(z.array(attempt), 'Attempts, newest first.'), nextCursor },
);

/** What an endpoint has not got yet, counted up to a number. */
export const webhookBacklog = (most: number) => ({
  pending: described(
    int64,
    `Events that were not delivered yet, resends included. Of a backlog of more than ${most.toLocaleString('en')} events, only the beginning is counted.`,
  ),
  oldestPendingAt: described(
    utcInstant.optional(),
    'When the oldest of them was written. Absent without any.',
  ),
});

export const webhookStatistics = model('WebhookStatistics', 'Delivery statistics of an endpoint.', {
  delivered: described(int64, 'Deliveries that succeeded, resends included.'),
  failed: described(int64, 'Events that were skipped after their last attempt.'),
  ...webhookBacklog(MOST_COUNTED),
  p95DeliveryMs: described(
    int64.nullable(),
    '95th percentile of the time from event to receipt, over the newest 1,000 deliveries of the last day; resends do not count. Null without any.',
  ),
});
