-- Files that were attached here, in the order in which they go up; the bytes lie in the data folder under their digest.
CREATE TABLE upload (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  type TEXT NOT NULL,
  -- Where and as what it was attached last.
  ticket_id TEXT NOT NULL,
  name TEXT NOT NULL,
  added_at TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0,
  -- The M/platform that `url`, `sent` and `done_at` speak of.
  server TEXT,
  -- Where the upload goes on, and how much of it the server has said it has.
  url TEXT,
  sent INTEGER NOT NULL DEFAULT 0,
  done_at TEXT,
  -- Why the bytes cannot be sent (a problem as JSON): lost or damaged here, or refused there for good.
  stuck TEXT
) STRICT;
CREATE INDEX upload_waiting ON upload (position) WHERE done_at IS NULL;
