import type {
  Achievement,
  Achievements,
  Athlete,
  AthleteEvent,
  AthleteProfile,
  ErasedAthlete,
  LoadBasis,
  Notifications,
  PersonalRecord,
  ShareCard,
  ShareCardRequest,
  StoredNotifications,
  Token,
  TokenInfo,
  TrainingLoad,
  Weight,
} from './contract.ts';
import { ProblemError } from './errors.ts';
import type { EventsOptions } from './follow-events.ts';
import { listPages, type Paged, type PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';
import { inJson } from './transport.ts';

interface AthletesDependencies {
  ask: Ask;
  follow: (athleteId: string, options?: EventsOptions) => AsyncIterable<AthleteEvent>;
}

/** Both days are inclusive; at most 366 days. */
export interface TrainingLoadQuery {
  /** `yyyy-MM-dd` */
  from: string;
  /** `yyyy-MM-dd` */
  to: string;
  /** `tss` (power) or `trimp` (heart rate). Default: the one that more workouts have. */
  basis?: LoadBasis | undefined;
}

/** Profiles and results of athletes. */
export function createAthletes({ ask, follow }: AthletesDependencies) {
  return {
    /** Replaces the profile. Absent fields are cleared. */
    put: (athleteId: string, profile: AthleteProfile, options?: RequestOptions) =>
      ask<Athlete>(
        { method: 'PUT', path: athletePath(athleteId), ...inJson(profile), expects: [200, 201] },
        options,
      ),

    get: (athleteId: string, options?: RequestOptions) =>
      ask<Athlete>({ path: athletePath(athleteId) }, options),

    /**
     * Erases an athlete and all data. The same id saved again is a new athlete. If a retry finds no athlete, an earlier
     * attempt has erased it.
     */
    delete: async (athleteId: string, options?: RequestOptions): Promise<ErasedAthlete> => {
      try {
        const call = { method: 'DELETE', path: athletePath(athleteId), expects: [202] } as const;
        return await ask<ErasedAthlete>(call, options);
      } catch (error) {
        if (!isRepeatedDeletion(error)) throw error;
        return { athleteId, status: 'erasing' };
      }
    },

    /** Sets the weight from a local date (`yyyy-MM-dd`). */
    putWeight: (athleteId: string, date: string, weightKg: number, options?: RequestOptions) =>
      ask<Weight>(
        { method: 'PUT', path: athletePath(athleteId, 'weights', date), ...inJson({ weightKg }) },
        options,
      ),

    /** Returns all achievements that can be earned, with texts and icons. They are the same for every athlete. */
    achievementCatalogue: async (options?: RequestOptions) =>
      (await ask<{ achievements: Achievement[] }>({ path: '/v1/achievements' }, options)).achievements,

    achievements: (athleteId: string, options?: RequestOptions) =>
      ask<Achievements>({ path: athletePath(athleteId, 'achievements') }, options),

    records: async (athleteId: string, options?: RequestOptions) =>
      (await ask<{ records: PersonalRecord[] }>({ path: athletePath(athleteId, 'records') }, options))
        .records,

    /** Returns each day's load, fitness, fatigue and form. */
    trainingLoad: (athleteId: string, { from, to, basis }: TrainingLoadQuery, options?: RequestOptions) =>
      ask<TrainingLoad>(
        { path: athletePath(athleteId, 'training-load'), query: { from, to, basis } },
        options,
      ),

    /**
     * Creates a token for the athlete's own device or page, valid for an hour by default. Each attempt may create one.
     */
    createToken: (
      athleteId: string,
      { expiresInSeconds }: { expiresInSeconds?: number } = {},
      options?: RequestOptions,
    ) =>
      ask<Token>(
        {
          method: 'POST',
          path: athletePath(athleteId, 'tokens'),
          ...inJson({ expiresInSeconds }),
          expects: [201],
        },
        options,
      ),

    /** Lists valid tokens, newest first, without their secrets. */
    listTokens: (athleteId: string, query: PageQuery = {}, options?: RequestOptions): Paged<TokenInfo> =>
      listPages(ask, { path: athletePath(athleteId, 'tokens'), query, field: 'tokens' }, options),

    /** Deletes a token; it stops working within seconds. If a retry finds none, an earlier attempt has deleted it. */
    deleteToken: async (athleteId: string, tokenId: string, options?: RequestOptions): Promise<void> => {
      try {
        const path = athletePath(athleteId, 'tokens', tokenId);
        await ask({ method: 'DELETE', path, expects: [204] }, options);
      } catch (error) {
        if (!isRepeatedDeletion(error)) throw error;
      }
    },

    /** Returns e-mail address, consent and quiet hours. */
    notifications: (athleteId: string, options?: RequestOptions) =>
      ask<StoredNotifications>({ path: athletePath(athleteId, 'notifications') }, options),

    /** Replaces address, consent and quiet hours. */
    putNotifications: (athleteId: string, settings: Notifications, options?: RequestOptions) =>
      ask<StoredNotifications>(
        { method: 'PUT', path: athletePath(athleteId, 'notifications'), ...inJson(settings) },
        options,
      ),

    /** Creates a link to a picture of a workout, an achievement or a month. It needs no key, and expires. */
    createShareCard: (athleteId: string, request: ShareCardRequest, options?: RequestOptions) =>
      ask<ShareCard>(
        {
          method: 'POST',
          path: athletePath(athleteId, 'share-cards'),
          ...inJson(request),
          expects: [201],
        },
        options,
      ),

    /** Streams the athlete's events, each once and in order, and reconnects when needed. */
    events: follow,
  };
}

export type Athletes = ReturnType<typeof createAthletes>;

/** Returns whether an earlier attempt, whose response was lost, has already deleted the resource. */
export const isRepeatedDeletion = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'not-found' && error.tries > 1;

export const athletePath = (athleteId: string, ...rest: string[]): string =>
  ['/v1/athletes', ...[athleteId, ...rest].map(encodeURIComponent)].join('/');
