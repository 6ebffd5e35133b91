import type { Findings } from '../findings.ts';
import type { CheckedSystem } from '../system.ts';
import type { PromisedWorkout, Promises } from './promises.ts';

interface StoredWorkout {
  id: string;
  athleteId: string;
  revision: number;
  status: string;
  deleted: boolean;
  uploadId: string | null;
  importId: string | null;
  facts: Readonly<Record<string, unknown>>;
  failedSteps: string[];
}

/** 1 and 2, and the workouts' share of 3: what was promised is there, once, and nothing else is. */
export async function checkWorkouts(
  { database, findings }: CheckedSystem,
  promises: Promises,
  { mayFail }: { mayFail: ReadonlySet<string> },
): Promise<void> {
  const stored = new Map((await database.ask<StoredWorkout>(STORED)).map((workout) => [workout.id, workout]));
  for (const promised of promises.workouts.values()) {
    findTwice(promised, findings);
    const found = stored.get(promised.id);
    if (!found) findings.add('lost', `workout ${promised.id} was acknowledged and is not there`);
    else compare(promised, found, findings);
  }
  for (const found of stored.values()) {
    const failed = found.failedSteps.join(', ');
    if (found.status === 'processed_with_errors' && !mayFail.has(found.id))
      findings.add('lost', `workout ${found.id}: given up were ${failed}`);
    // What an import holds is looked at beside its lines.
    if (found.importId !== null) continue;
    const isPromised =
      promises.workouts.has(found.id) || (found.uploadId !== null && promises.uploadIds.has(found.uploadId));
    if (!isPromised) findings.add('ghosts', `workout ${found.id} is there, and nobody was promised it`);
  }
}

function compare(promised: PromisedWorkout, found: StoredWorkout, findings: Findings): void {
  const { id } = promised;
  if (found.revision < promised.revision)
    findings.add(
      'lost',
      `workout ${id} is at revision ${found.revision}, ${promised.revision} was acknowledged`,
    );
  if (found.revision > promised.revision)
    findings.add(
      'ghosts',
      `workout ${id} is at revision ${found.revision}, ${promised.revision} was acknowledged`,
    );
  if (found.revision !== promised.revision) return;
  if (promised.deleted !== found.deleted)
    findings.add(promised.deleted ? 'lost' : 'ghosts', `the deletion of workout ${id}`);
  if (found.status === 'deleted') {
    // Its facts are removed, once the deletion is processed.
    if (found.facts['title'] !== null || found.facts['distanceMeters'] !== null)
      findings.add('ghosts', `workout ${id} is deleted, and its facts are there`);
    return;
  }
  const other = Object.entries(promised.facts).filter(
    ([name, value]) => name in found.facts && comparable(value) !== comparable(found.facts[name]),
  );
  if (other.length > 0)
    findings.add('lost', `workout ${id} has another ${other.map(([name]) => name).join(', ')}`);
}

/** One save, one workout; one edit, one revision. */
function findTwice({ id, madeBy, revision }: PromisedWorkout, findings: Findings): void {
  for (let number = 1; number <= revision; number += 1) {
    const makers = madeBy.get(number) ?? [];
    if (makers.length > 1)
      findings.add(
        'duplicates',
        `revision ${number} of workout ${id} was promised for ${makers.map((m) => m.key).join(' and ')}`,
      );
    if (makers.length === 0)
      findings.add('ghosts', `nobody was promised revision ${number} of workout ${id}`);
  }
}

const comparable = (value: unknown): string => {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return new Date(value).toISOString();
  return JSON.stringify(value);
};

const STORED = `
  select
    w.workout_id as id,
    a.athlete_id as "athleteId",
    w.revision,
    w.status,
    w.deleted_at is not null as deleted,
    w.upload_id as "uploadId",
    w.import_id as "importId",
    jsonb_build_object(
      'athleteId', a.athlete_id,
      'sport', w.sport,
      'startedAt', to_char(w.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'durationSeconds', w.duration_seconds,
      'distanceMeters', w.distance_meters,
      'title', w.title,
      'visibility', w.visibility
    ) as facts,
    array(
      select s.name || ' (' || coalesce(s.last_error, s.state) || ')'
      from workout_steps s
      where s.workout_id = w.workout_id and s.state in ('failed', 'skipped')
    ) as "failedSteps"
  from workouts w
  join athletes a on a.athlete_uuid = w.athlete_uuid`;
