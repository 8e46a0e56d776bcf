-- From which tickets a file on this computer was attached or opened, and when last. What is not named here is never let go.
CREATE TABLE kept_file (
  sha256 TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  used_at TEXT NOT NULL,
  -- When this device first saw the ticket closed, resigned from or given away.
  ended_at TEXT,
  PRIMARY KEY (sha256, ticket_id)
) STRICT, WITHOUT ROWID;
INSERT INTO kept_file (sha256, ticket_id, used_at) SELECT sha256, ticket_id, added_at FROM upload;
