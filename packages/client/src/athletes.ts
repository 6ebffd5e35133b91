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
import { createPaged, type Paged, type PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';
import type { ApiCall } from './transport.ts';

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

const json = { 'Content-Type': 'application/json' };

/** Profiles, and what an athlete's workouts have come to. */
export function createAthletes({ ask, follow }: AthletesDependencies) {
  const read = async <Body>(call: Omit<ApiCall, 'expects'>, expects: number[], options?: RequestOptions) =>
    (await ask<Body>({ ...call, expects }, options)).body;

  return {
    /** Replaces the profile. Absent fields are cleared. */
    put: (athleteId: string, profile: AthleteProfile, options?: RequestOptions) =>
      read<Athlete>(
        { method: 'PUT', path: athletePath(athleteId), headers: json, body: JSON.stringify(profile) },
        [200, 201],
        options,
      ),

    get: (athleteId: string, options?: RequestOptions) =>
      read<Athlete>({ method: 'GET', path: athletePath(athleteId) }, [200], options),

    /**
     * Erases an athlete and all data. The same id saved again is a new athlete. If a retry finds no athlete, an earlier
     * attempt has erased it.
     */
    delete: async (athleteId: string, options?: RequestOptions): Promise<ErasedAthlete> => {
      try {
        return await read<ErasedAthlete>({ method: 'DELETE', path: athletePath(athleteId) }, [202], options);
      } catch (error) {
        if (!isRepeatedDeletion(error)) throw error;
        return { athleteId, status: 'erasing' };
      }
    },

    /** Sets the weight from a local date (`yyyy-MM-dd`). */
    putWeight: (athleteId: string, date: string, weightKg: number, options?: RequestOptions) =>
      read<Weight>(
        {
          method: 'PUT',
          path: athletePath(athleteId, 'weights', date),
          headers: json,
          body: JSON.stringify({ weightKg }),
        },
        [200],
        options,
      ),

    /** What can be earned, with texts and icons; the same for every athlete. */
    achievementCatalogue: async (options?: RequestOptions) => {
      const call = { method: 'GET', path: '/v1/achievements' } as const;
      return (await read<{ achievements: Achievement[] }>(call, [200], options)).achievements;
    },

    achievements: (athleteId: string, options?: RequestOptions) =>
      read<Achievements>({ method: 'GET', path: athletePath(athleteId, 'achievements') }, [200], options),

    records: async (athleteId: string, options?: RequestOptions) => {
      const call = { method: 'GET', path: athletePath(athleteId, 'records') } as const;
      return (await read<{ records: PersonalRecord[] }>(call, [200], options)).records;
    },

    /** Returns each day's load, fitness, fatigue and form. */
    trainingLoad: (athleteId: string, { from, to, basis }: TrainingLoadQuery, options?: RequestOptions) =>
      read<TrainingLoad>(
        { method: 'GET', path: athletePath(athleteId, 'training-load'), query: { from, to, basis } },
        [200],
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
      read<Token>(
        {
          method: 'POST',
          path: athletePath(athleteId, 'tokens'),
          headers: json,
          body: JSON.stringify({ expiresInSeconds }),
        },
        [201],
        options,
      ),

    /** Tokens that still work, newest first, without their secrets. */
    listTokens: (
      athleteId: string,
      { cursor, limit }: PageQuery = {},
      options?: RequestOptions,
    ): Paged<TokenInfo> =>
      createPaged(async (from) => {
        const path = athletePath(athleteId, 'tokens');
        const { tokens, nextCursor } = await read<{ tokens: TokenInfo[]; nextCursor?: string }>(
          { method: 'GET', path, query: { limit, cursor: from } },
          [200],
          options,
        );
        return { items: tokens, nextCursor };
      }, cursor),

    /** Deletes a token; it stops working within seconds. If a retry finds none, an earlier attempt has deleted it. */
    deleteToken: async (athleteId: string, tokenId: string, options?: RequestOptions): Promise<void> => {
      try {
        await read({ method: 'DELETE', path: athletePath(athleteId, 'tokens', tokenId) }, [204], options);
      } catch (error) {
        if (!isRepeatedDeletion(error)) throw error;
      }
    },

    /** Returns e-mail address, consent and quiet hours. */
    notifications: (athleteId: string, options?: RequestOptions) =>
      read<StoredNotifications>(
        { method: 'GET', path: athletePath(athleteId, 'notifications') },
        [200],
        options,
      ),

    /** Replaces address, consent and quiet hours. */
    putNotifications: (athleteId: string, settings: Notifications, options?: RequestOptions) =>
      read<StoredNotifications>(
        {
          method: 'PUT',
          path: athletePath(athleteId, 'notifications'),
          headers: json,
          body: JSON.stringify(settings),
        },
        [200],
        options,
      ),

    /** Creates a link to a picture of a workout, an achievement or a month. It needs no key, and expires. */
    createShareCard: (athleteId: string, request: ShareCardRequest, options?: RequestOptions) =>
      read<ShareCard>(
        {
          method: 'POST',
          path: athletePath(athleteId, 'share-cards'),
          headers: json,
          body: JSON.stringify(request),
        },
        [201],
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
