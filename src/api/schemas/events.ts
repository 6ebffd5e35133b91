import { z } from '@hono/zod-openapi';
import { athleteId, described, double, int32, int64, model, sport, utcInstant, uuid } from './primitives.ts';

const award = model('AwardEventData', 'An award that was earned or revoked.', {
  achievementId: described(z.string(), 'Id of the achievement.'),
  title: described(z.string(), 'Title to show to the athlete.'),
  icon: described(z.string(), 'Name of the icon, such as `trophy`.'),
  periodKey: described(z.string().optional(), 'Which occurrence of a repeatable achievement.'),
  workoutId: described(uuid, 'Workout that earned it.'),
  earnedAt: described(utcInstant.nullable(), 'End of that workout. Null once it is deleted.'),
});

const workoutId = described(uuid, 'Id of the workout.');
const revision = described(int32, 'Revision of the workout.');

/** Defines an event: the common envelope, with its own type and data. */
function event<T extends string, D extends z.ZodType>(
  type: T,
  { model: name, description, data }: { model: string; description: string; data: D },
) {
  return model(name, description, {
    id: described(int64, 'Number of the event, counted per athlete without gaps.'),
    type: described(z.literal(type), 'Type of the event. It is also the name of the server-sent event.'),
    timestamp: described(utcInstant, 'When the event was written.'),
    athleteId,
    data,
  });
}

const rankChange = model('RankChange', 'A new rank on one leaderboard.', {
  board: described(z.string(), 'Id of the leaderboard.'),
  period: described(z.string(), 'The period: `2026-W47`, `2026-11`, `2026` or `all`.'),
  rank: described(int32, 'New rank.'),
  previousRank: described(int32.nullable(), 'Rank before. Null when the athlete was not in the top.'),
  score: described(double, "Score in the leaderboard's unit."),
});

export const athleteEvent = z
  .discriminatedUnion('type', [
    event('workout.accepted', {
      model: 'WorkoutAcceptedEvent',
      description: 'Processing of a saved, edited or deleted workout has started.',
      data: model('WorkoutAcceptedData', 'The workout.', { workoutId, revision }),
    }),
    event('workout.processed', {
      model: 'WorkoutProcessedEvent',
      description: 'All steps of a workout have ended. Its results can be read.',
      data: model('WorkoutProcessedData', 'The workout and its result.', {
        workoutId,
        revision,
        status: described(z.string(), '`processed`, `processed_with_errors` or `deleted`.'),
        failedSteps: described(z.array(z.string()), 'Names of the steps that failed or were skipped.'),
      }),
    }),
    event('achievement.earned', {
      model: 'AchievementEarnedEvent',
      description: 'The athlete earned an achievement.',
      data: award,
    }),
    event('achievement.revoked', {
      model: 'AchievementRevokedEvent',
      description: 'An edit or a deletion revoked an achievement.',
      data: award,
    }),
    event('record.broken', {
      model: 'RecordBrokenEvent',
      description: 'The athlete broke a personal record.',
      data: model('RecordBrokenData', 'The new record.', {
        workoutId,
        sport: sport,
        kind: described(z.string(), 'Kind of record, such as `best_effort`.'),
        distanceMeters: described(double.nullable(), 'Distance of a `best_effort`, in meters.'),
        value: described(double.nullable(), 'New value, in `unit`. Null once the workout is deleted.'),
        unit: described(z.string(), '`s`, `m`, `m/s` or `kcal`.'),
        previousValue: described(double.nullable(), 'Value that was beaten. Null for a first record.'),
      }),
    }),
    event('leaderboard.rank_changed', {
      model: 'RankChangedEvent',
      description: 'A workout brought the athlete into the top of leaderboards, or to a better rank there.',
      data: model('RankChangedData', 'All rank changes of one workout.', {
        changes: described(
          z.array(rankChange),
          'Most notable first: the better rank, then the longer period.',
        ),
      }),
    }),
    event('report.ready', {
      model: 'ReportReadyEvent',
      description: 'A monthly report can be read.',
      data: model('ReportReadyData', 'The report.', {
        month: described(z.string(), 'The month, `yyyy-MM`.'),
        revision: described(int32, 'Revision of the report.'),
        links: model('ReportLinks', 'Where to read the report.', {
          self: described(z.string(), 'The report, as JSON or as a page.'),
          email: described(
            z.string(),
            'The report as the parts of an e-mail, for apps that send it themselves.',
          ),
        }).optional(),
      }),
    }),
    event('import.processed', {
      model: 'ImportProcessedEvent',
      description: 'An import is done. Its workouts have no events of their own.',
      data: model('ImportProcessedData', 'The import.', {
        importId: described(uuid, 'Id of the import.'),
        workouts: described(int32, 'Number of workouts of this athlete in it.'),
      }),
    }),
    event('upload.failed', {
      model: 'UploadFailedEvent',
      description: 'An uploaded file could not be read.',
      data: model('UploadFailedData', 'The upload.', {
        uploadId: described(uuid, 'Id of the upload.'),
        problem: described(
          z.string(),
          'Code of the problem, such as `recording-truncated`; `/problems/<code>` explains it.',
        ),
      }),
    }),
    event('stream.reset', {
      model: 'StreamResetEvent',
      description:
        'The stream could not continue after the requested id, which this athlete never had. Read the state again; the stream continues from now.',
      data: model('StreamResetData', 'No data.', {}),
    }),
  ])
  .openapi('AthleteEvent', {
    description: 'One event of an athlete. `type` determines the shape of `data`.',
  });

export const EVENT_TYPES = athleteEvent.options.map(({ shape }) => shape.type.value);

const endpointId = described(uuid, 'Id of the webhook endpoint.');

/** One event of the app itself. */
function ofApp<T extends string, D extends z.ZodType>(
  type: T,
  { model: name, description, data }: { model: string; description: string; data: D },
) {
  return model(name, description, {
    ...envelope,
    type: described(z.literal(type), 'Type of the event.'),
    athleteId: described(z.null(), 'Null: the event is about the app.'),
    data,
  });
}

/** Fields that `GET /v1/events` and webhooks add to an event. */
const envelope = {
  id: described(
    z.string().openapi({ example: 'evt_AZrO2nVxcAGQ0hXcYdB1kQAAocWXbmkB' }),
    'Id of the event. Webhooks send it as `webhook-id`, the same in each attempt.',
  ),
  timestamp: described(utcInstant, 'When the event was written.'),
  sequence: described(
    int64,
    "Number of the event in its athlete's stream, or among the app's own: it grows by one. With a filter it has gaps.",
  ),
};

export const appEvent = z
  .discriminatedUnion('type', [
    ofApp('webhook.failing', {
      model: 'WebhookFailingEvent',
      description:
        'A webhook endpoint is failing: a retry failed, or 20 attempts in a row, without a success in between.',
      data: model('WebhookFailingData', 'The endpoint.', {
        endpointId,
        failingSince: described(utcInstant, 'The first failed attempt after the last success.'),
      }),
    }),
    ofApp('webhook.disabled', {
      model: 'WebhookDisabledEvent',
      description: 'A webhook endpoint was disabled, because it answered 410 or failed for five days.',
      data: model('WebhookDisabledData', 'The endpoint, and why.', {
        endpointId,
        failingSince: described(utcInstant.nullable(), 'The first failed attempt after the last success.'),
        reason: described(z.enum(['gone', 'failing']), '`gone`: it answered 410.'),
      }),
    }),
  ])
  .openapi('AppEvent', { description: 'One event of the app itself. `type` determines its data.' });

const APP_EVENT_TYPES = appEvent.options.map(({ shape }) => shape.type.value);

/** Types of all events, of streams and of logs. */
export const CATALOGUE_TYPES = [...EVENT_TYPES, ...APP_EVENT_TYPES];

/** Types in the app's log: all except `stream.reset`. */
export const LOGGED_TYPES = CATALOGUE_TYPES.filter((type) => type !== 'stream.reset');

const loggedEvent = model('LoggedEvent', "One event of the app's log.", {
  ...envelope,
  type: described(z.string(), 'Type of the event; `GET /v1/event-types` describes each.'),
  athleteId: described(athleteId.nullable(), 'The athlete. Null for an event about the app.'),
  data: described(z.record(z.string(), z.unknown()), 'Data of this type of event.'),
});

export const eventPage = model('EventPage', "A page of the app's log.", {
  events: described(z.array(loggedEvent), 'Events in the order of commit; those of an athlete in order.'),
  nextCursor: described(z.string(), 'Pass it as `after` to continue, also after an empty page.'),
});
