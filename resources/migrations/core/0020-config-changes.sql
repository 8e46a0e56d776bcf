-- Each change of a till's configuration, written before the file is touched. `outcome` is NULL while nobody knows yet.
-- `backup` names the copy of the old bytes in the data folder; `temp` the temporary file beside the till's own.
CREATE TABLE config_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  file TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('apply', 'restore')),
  restored_id INTEGER REFERENCES config_change (id),
  sub_ticket_id TEXT,
  author TEXT NOT NULL,
  changes TEXT NOT NULL,
  before_digest TEXT NOT NULL,
  after_digest TEXT NOT NULL,
  backup TEXT NOT NULL,
  temp TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  outcome TEXT CHECK (outcome IN ('done', 'undone', 'unclear')),
  CHECK ((outcome IS NULL) = (finished_at IS NULL))
) STRICT;
CREATE INDEX config_change_by_file ON config_change (file, id);
-- One change of a file at a time, across windows and the command line.
CREATE UNIQUE INDEX config_change_open ON config_change (file) WHERE outcome IS NULL;
CREATE TRIGGER config_change_is_never_deleted BEFORE DELETE ON config_change BEGIN SELECT RAISE(ABORT, 'changes are never deleted'); END;
CREATE TRIGGER config_change_ends_once BEFORE UPDATE ON config_change WHEN OLD.outcome IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a finished change is never edited'); END;
