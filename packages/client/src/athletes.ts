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

/** Both days are included; at most 366 days. */
export interface TrainingLoadQuery {
  /** `yyyy-MM-dd` */
  from: string;
  /** `yyyy-MM-dd` */
  to: string;
  /** `tss` (power) or `trimp` (heart rate). Default: the one that is known for more workouts. */
  basis?: LoadBasis | undefined;
}

const json = { 'Content-Type': 'application/json' };

/** Profiles, and what an athlete's workouts have come to. */
export function createAthletes({ ask, follow }: AthletesDependencies) {
  const read = async <Body>(call: Omit<ApiCall, 'expects'>, expects: number[], options?: RequestOptions) =>
    (await ask<Body>({ ...call, expects }, options)).body;

  return {
    /** Replaces what is known of an athlete: what is left out is cleared. */
    put: (athleteId: string, profile: AthleteProfile, options?: RequestOptions) =>
      read<Athlete>(
        { method: 'PUT', path: athletePath(athleteId), headers: json, body: JSON.stringify(profile) },
        [200, 201],
        options,
      ),

    get: (athleteId: string, options?: RequestOptions) =>
      read<Athlete>({ method: 'GET', path: athletePath(athleteId) }, [200], options),

    /**
     * Erases everything of an athlete; the same id saved again is a new one. A repetition that finds nobody was preceded
     * by a try that did it.
     */
    delete: async (athleteId: string, options?: RequestOptions): Promise<ErasedAthlete> => {
      try {
        return await read<ErasedAthlete>({ method: 'DELETE', path: athletePath(athleteId) }, [202], options);
      } catch (error) {
        if (!isRepeatedDeletion(error)) throw error;
        return { athleteId, status: 'erasing' };
      }
    },

    /** Enters the weight from a local day (`yyyy-MM-dd`) on. */
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

    /** Each day's load, and what the days up to it have come to. */
    trainingLoad: (athleteId: string, { from, to, basis }: TrainingLoadQuery, options?: RequestOptions) =>
      read<TrainingLoad>(
        { method: 'GET', path: athletePath(athleteId, 'training-load'), query: { from, to, basis } },
        [200],
        options,
      ),

    /** A token for the athlete's own device or page; an hour by default. Each try may make one. */
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

    /** Deletes a token: it stops working within seconds. A repetition that finds none was preceded by one that did it. */
    deleteToken: async (athleteId: string, tokenId: string, options?: RequestOptions): Promise<void> => {
      try {
        await read({ method: 'DELETE', path: athletePath(athleteId, 'tokens', tokenId) }, [204], options);
      } catch (error) {
        if (!isRepeatedDeletion(error)) throw error;
      }
    },

    /** E-mail address, consent and quiet hours. */
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

    /** Creates a link to a picture of a workout, an achievement or a month, which needs no key until it expires. */
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

    /** The athlete's events as they happen, each once and in order, over cut connections too. */
    events: follow,
  };
}

export type Athletes = ReturnType<typeof createAthletes>;

/** Whether an earlier try, whose answer was lost, has already deleted what was to be deleted. */
export const isRepeatedDeletion = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'not-found' && error.tries > 1;

export const athletePath = (athleteId: string, ...rest: string[]): string =>
  ['/v1/athletes', ...[athleteId, ...rest].map(encodeURIComponent)].join('/');
