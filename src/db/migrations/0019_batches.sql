-- Up Migration

-- Which workouts a batch is of: its execution has only its id, and its steps read this list. It never changes, so that an
-- attempt may go on at a position where the one before it stopped.
create table workout_batches (
  batch_id uuid primary key,
  workout_ids uuid[] not null,
  revisions integer[] not null,
  created_at timestamptz not null default now()
);

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check
check (kind in ('workout', 'batch', 'upload', 'report', 'erasure', 'import'));
