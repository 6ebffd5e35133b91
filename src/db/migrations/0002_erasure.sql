-- Up Migration

-- Since then the athlete is out of reach; a workflow deletes what there is.
alter table athletes add column erasing_since timestamptz;
alter table athletes add column erasing_workflow_id text;
create index athletes_erasing on athletes (erasing_since) where erasing_since is not null;

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('workout', 'upload', 'report', 'erasure'));
