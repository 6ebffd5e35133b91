import { WITH_ATHLETE } from '../events/app-log.ts';
import { CURSOR, IS_SELECTED, isOf, PLACE } from './selection.ts';

/**
 * Returns the query for what an endpoint `w` has not got yet: `created_at` of each event and resend. It looks at the first
 * `most` of each of three lists, so that a longer backlog costs no more: the unread events, those of held sources, and the
 * resends.
 */
export const pendingOf = (most: number): string => `
  select unread.created_at
  from (
    select e.created_at, (${IS_SELECTED}) as is_selected
    from events e ${WITH_ATHLETE}
    where e.app_id = w.app_id
      and e.position >= w.cursor_position
      and ${PLACE} > ${CURSOR}
    order by e.position
    limit ${most}
  ) as unread
  where unread.is_selected
  union all
  select held.created_at
  from (
    select e.created_at, (${IS_SELECTED}) as is_selected
    from webhook_held h
    join events e on ${isOf('h.source')}
      and e.event_id >= h.next_event_id ${WITH_ATHLETE}
    where h.endpoint_id = w.endpoint_id and ${PLACE} <= ${CURSOR}
    limit ${most}
  ) as held
  where held.is_selected
  union all
  select resent.created_at
  from (
    select r.created_at
    from webhook_resends r
    where r.endpoint_id = w.endpoint_id
    limit ${most}
  ) as resent`;
