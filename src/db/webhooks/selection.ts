import { NOT_ERASED } from '../events/app-log.ts';

/** The source of an event `e`: its athlete, or the app itself. */
export const SOURCE = `coalesce(e.athlete_uuid, e.app_id)`;

/** Returns the condition that an event `e` is of a source, in a form that an index supports. */
export const isOf = (source: string): string =>
  `(e.athlete_uuid = ${source} or (e.athlete_uuid is null and e.app_id = ${source}))`;

/** Whether an endpoint `w` gets an event `e` of athlete `a`; it gets no events about itself. */
export const IS_SELECTED = `(w.event_types is null or e.type = any(w.event_types))
  and (w.athlete_id is null or a.athlete_id = w.athlete_id)
  and (e.athlete_uuid is not null or e.data ->> 'endpointId' <> w.endpoint_id::text)
  and ${NOT_ERASED}`;

/** Where an event `e` is in the app's log, and the cursor of an endpoint `w`. */
export const PLACE = `(e.position, ${SOURCE}, e.event_id)`;
export const CURSOR = `(w.cursor_position, w.cursor_source, w.cursor_event_id)`;
