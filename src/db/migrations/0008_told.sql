-- Up Migration

-- Whether the athlete's stream has told that this revision was accepted. Of those that are there already only the ones
-- that wait for their first run have not been told; the default for the others costs no rewriting of the table.
alter table workouts add column acceptance_told boolean not null default true;
alter table workouts alter column acceptance_told set default false;
update workouts set acceptance_told = false where status = 'accepted' and run = 0;
