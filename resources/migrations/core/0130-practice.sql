-- Exercises of training. A number is never used again: tickets are named by it. Empty in production.
CREATE TABLE practice_run (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  scenario TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  -- 1 for the one that is under way.
  current INTEGER CHECK (current = 1),
  world TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX practice_run_current ON practice_run (current) WHERE current = 1;
CREATE TABLE practice_step (
  run INTEGER NOT NULL REFERENCES practice_run (n) ON DELETE CASCADE,
  step TEXT NOT NULL,
  done_at TEXT NOT NULL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;
