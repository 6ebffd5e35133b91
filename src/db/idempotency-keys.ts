import type { Transaction } from './pool.ts';

/** A save that wants its key. */
export interface KeyClaim {
  /** false: no key was sent, and the content's fingerprint serves. */
  explicit: boolean;
  key: string;
  fingerprint: Buffer;
  /** The workout that it becomes if it gets the key. */
  workoutId: string;
}

interface KeyRow {
  explicit: boolean;
  key: string;
  operation: string;
  fingerprint: Buffer;
  workout_id: string;
  revision: number;
  deleted: boolean;
}

export const keyName = ({ explicit, key }: { explicit: boolean; key: string }) =>
  `${explicit ? 'k' : 'f'}:${key}`;

/**
 * Takes each key for its claim unless it is taken. A fingerprint whose workout was deleted is free again, and so is
 * every key of an athlete that is being erased.
 * The loser of a race waits here for the winner's commit, and then reads the winner's row.
 */
export async function claimKeys(
  tx: Transaction,
  appId: string,
  claims: KeyClaim[],
): Promise<Map<string, KeyRow>> {
  const firsts = [...new Map(claims.toReversed().map((c) => [keyName(c), c])).values()].sort((a, b) =>
    keyName(a) < keyName(b) ? -1 : 1,
  );
  const columns = [
    appId,
    firsts.map((c) => c.explicit),
    firsts.map((c) => c.key),
    firsts.map((c) => c.fingerprint),
    firsts.map((c) => c.workoutId),
  ];
  const claimed = await tx.query<KeyRow>({
    name: 'accept: claim keys',
    text: `insert into idempotency_keys (app_id, explicit, key, operation, fingerprint, workout_id, revision)
     select $1::uuid, k.explicit, k.key, 'save', k.fingerprint, k.workout_id, 1
     from unnest($2::boolean[], $3::text[], $4::bytea[], $5::uuid[]) as k (explicit, key, fingerprint, workout_id)
     on conflict (app_id, explicit, key) do update
       set
         operation = excluded.operation,
         fingerprint = excluded.fingerprint,
         workout_id = excluded.workout_id,
         revision = 1,
         created_at = now()
       where exists (
         select
         from workouts w
         join athletes a on a.athlete_uuid = w.athlete_uuid
         where w.workout_id = idempotency_keys.workout_id
           and (a.erasing_since is not null or (w.deleted_at is not null and not idempotency_keys.explicit))
       )
     returning explicit, key, operation, fingerprint, workout_id, revision, false as deleted`,
    values: columns,
  });
  const rows = claimed.rows;
  if (rows.length < firsts.length) {
    const taken = await tx.query<KeyRow>(
      `select
         k.explicit,
         k.key,
         k.operation,
         k.fingerprint,
         k.workout_id,
         k.revision,
         w.deleted_at is not null as deleted
       from unnest($2::boolean[], $3::text[]) as asked (explicit, key)
       join idempotency_keys k on k.app_id = $1::uuid and k.explicit = asked.explicit and k.key = asked.key
       left join workouts w on w.workout_id = k.workout_id`,
      columns.slice(0, 3),
    );
    const own = new Set(rows.map(keyName));
    rows.push(...taken.rows.filter((row) => !own.has(keyName(row))));
  }
  return new Map(rows.map((row) => [keyName(row), row]));
}

/** Gives keys back: a refused save leaves nothing behind. */
export async function releaseKeys(tx: Transaction, appId: string, claims: KeyClaim[]): Promise<void> {
  if (claims.length === 0) return;
  await tx.query(
    `delete from idempotency_keys k
     using unnest($2::boolean[], $3::text[]) as d (explicit, key)
     where k.app_id = $1::uuid and k.explicit = d.explicit and k.key = d.key`,
    [appId, claims.map((c) => c.explicit), claims.map((c) => c.key)],
  );
}
