-- Up Migration

-- The monthly reports of a zone go through its athletes page by page.
create index athletes_of_time_zone on athletes (time_zone, athlete_uuid);
