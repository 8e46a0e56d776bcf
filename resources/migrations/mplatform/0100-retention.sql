-- Removals up to this change number are no longer kept: a device that read no further reads everything anew.
ALTER TABLE meta ADD COLUMN kept_from INTEGER NOT NULL DEFAULT 0;

-- Which change was the last one at an instant: how old a change is that itself says nothing of time.
CREATE TABLE change_noted (
  at INTEGER PRIMARY KEY,
  change_number INTEGER NOT NULL
) STRICT;

-- Work that one process does at a time. `until` ends the claim of one that died; `progress` is its own note of how far it got.
CREATE TABLE chore (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL,
  ended_at INTEGER,
  progress TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX handover_of_probe ON handover (probe_id);
