-- Up Migration

-- For which zones the reports of a month are made: a tick that went down with Temporal's data is made up for.
create table finished_months (
  time_zone text not null,
  month text not null,
  finished_at timestamptz not null default now(),
  primary key (time_zone, month)
);
