-- Removals up to this change number are no longer kept: a device that read no further reads everything anew.
ALTER TABLE meta ADD COLUMN kept_from bigint NOT NULL DEFAULT 0;

-- Which change was the last one at an instant: how old a change is that itself says nothing of time.
CREATE TABLE change_noted (
  at bigint PRIMARY KEY,
  change_number bigint NOT NULL
);

-- Work that one process does at a time. `until` ends the claim of one that died; `progress` is its own note of how far it got.
CREATE TABLE chore (
  name bytewise PRIMARY KEY,
  holder bytewise NOT NULL,
  until bigint NOT NULL,
  ended_at bigint,
  progress bytewise NOT NULL
);

CREATE INDEX handover_of_probe ON handover (probe_id);
