import type { CheckedSystem } from '../system.ts';

/** An athlete's ids begin after the moment of their creation, in units of 10 µs. */
const EVENTS = 'a.last_event_id - (extract(epoch from a.created_at) * 100000)::bigint';

/** The rest of 3: awards and their events have no duplicates and no gaps. */
export async function checkEvents({ database, findings }: CheckedSystem): Promise<void> {
  for (const [query, say] of QUERIES) {
    for (const { what } of await database.ask<{ what: string }>(query))
      findings.add('duplicates', `${what} ${say}`);
  }
}

const GAPS = `
  select a.athlete_id as what
  from athletes a
  left join events e on e.athlete_uuid = a.athlete_uuid
  group by a.athlete_uuid
  having count(e.event_id) <> ${EVENTS}
    or count(distinct e.event_id) <> ${EVENTS}
    or coalesce(max(e.event_id), a.last_event_id) <> a.last_event_id`;

const AWARDED_TWICE = `
  select concat_ws(' ', athlete_uuid, achievement_id, period_key) as what
  from awards
  group by athlete_uuid, achievement_id, period_key
  having count(*) > 1`;

const NOTIFIED_TWICE = `
  select concat_ws(' ', type, data ->> 'workoutId', data ->> 'revision') as what
  from events
  where type in ('workout.accepted', 'workout.processed')
  group by type, data ->> 'workoutId', data ->> 'revision'
  having count(*) > 1`;

/** The current revision was processed, so its athlete was notified once. An import is notified as a whole. */
const NOT_NOTIFIED = `
  select concat_ws(' ', w.workout_id, w.revision) as what
  from workouts w
  where w.status in ('processed', 'processed_with_errors')
    and not w.imported
    and not exists (
      select from events e
      where e.athlete_uuid = w.athlete_uuid
        and e.type = 'workout.processed'
        and e.data ->> 'workoutId' = w.workout_id::text
        and (e.data ->> 'revision')::int = w.revision
    )`;

/** What an imported workout earns raises no event. */
const hasNoImports = (athleteUuid: string): string =>
  `not exists (select from workouts i where i.athlete_uuid = ${athleteUuid} and i.imported)`;

const CHANGES = `
  select
    e.athlete_uuid,
    e.event_id,
    e.data ->> 'achievementId' as achievement_id,
    coalesce(e.data ->> 'periodKey', '') as period_key,
    e.type
  from events e
  where e.type in ('achievement.earned', 'achievement.revoked')
    and ${hasNoImports('e.athlete_uuid')}`;

/** Earned, revoked, earned …: an award can only be earned when it is not there. */
const EARNED_TWICE = `
  with changes as (${CHANGES}),
  neighbours as (
    select *, lag(type) over (partition by athlete_uuid, achievement_id, period_key order by event_id) as previous
    from changes
  )
  select concat_ws(' ', athlete_uuid, achievement_id, period_key, type) as what
  from neighbours
  where type = coalesce(previous, 'achievement.revoked')`;

const NOTIFIED_WRONGLY = `
  with changes as (${CHANGES}),
  last_changes as (
    select distinct on (athlete_uuid, achievement_id, period_key) *
    from changes
    order by athlete_uuid, achievement_id, period_key, event_id desc
  )
  select concat_ws(' ', coalesce(a.athlete_uuid, c.athlete_uuid), coalesce(a.achievement_id, c.achievement_id)) as what
  from awards a
  full join last_changes c
    on c.athlete_uuid = a.athlete_uuid
   and c.achievement_id = a.achievement_id
   and c.period_key = a.period_key
  where (a.athlete_uuid is not null) is distinct from (c.type is not distinct from 'achievement.earned')
    and ${hasNoImports('coalesce(a.athlete_uuid, c.athlete_uuid)')}`;

/** Of each athlete of an import, once it has ended. */
const IMPORT_NOTIFIED_WRONGLY = `
  select concat_ws(' ', w.import_id, w.athlete_uuid) as what
  from workouts w
  join imports i on i.import_id = w.import_id and i.settled_at is not null
  where w.deleted_at is null
  group by w.import_id, w.athlete_uuid
  having (
    select count(*)
    from events e
    where e.athlete_uuid = w.athlete_uuid
      and e.type = 'import.processed'
      and e.data ->> 'importId' = w.import_id::text
  ) <> 1`;

/** Each revision of a report is notified once, and again only for a further request that found nothing changed. */
const REPORT_NOTIFIED_TWICE = `
  select concat_ws(' ', e.athlete_uuid, m.month) as what
  from events e
  join report_months m on m.athlete_uuid = e.athlete_uuid and m.month = e.data ->> 'month'
  where e.type = 'report.ready'
  group by e.athlete_uuid, m.month, m.execution_number
  having count(*) - count(distinct e.data ->> 'revision') > greatest(m.execution_number - 1, 0)`;

const QUERIES = [
  [GAPS, 'has a gap or a repeat among its event ids'],
  [AWARDED_TWICE, 'is awarded twice'],
  [NOTIFIED_TWICE, 'was notified twice'],
  [NOT_NOTIFIED, 'was processed and its athlete was not notified'],
  [EARNED_TWICE, 'was notified twice in succession'],
  [NOTIFIED_WRONGLY, 'is not what the events say'],
  [IMPORT_NOTIFIED_WRONGLY, 'has ended, and its athlete was not notified exactly once'],
  [REPORT_NOTIFIED_TWICE, 'was notified twice'],
] as const;
