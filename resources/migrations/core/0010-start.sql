-- Facts of this device that are not rows: enrolment, cursor, the till's folder. Values are JSON.
CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Server rows: exactly as M/platform last sent them. A row that was taken away keeps its data and says why.
CREATE TABLE server_row (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  ticket_id TEXT,
  version INTEGER NOT NULL,
  data TEXT NOT NULL,
  removed_reason TEXT,
  -- Not yet seen again in a full re-sync; what still is at its end has gone.
  stale INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX server_row_by_ticket ON server_row (ticket_id, kind) WHERE ticket_id IS NOT NULL;

-- Operations: what the technician did, in order. Never edited, never deleted.
CREATE TABLE operation (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  args TEXT NOT NULL,
  device_time TEXT NOT NULL,
  app_version TEXT NOT NULL
) STRICT;
CREATE INDEX operation_by_ticket ON operation (ticket_id, position);
CREATE TRIGGER operation_is_never_edited BEFORE UPDATE ON operation BEGIN SELECT RAISE(ABORT, 'operations are never edited'); END;
CREATE TRIGGER operation_is_never_deleted BEFORE DELETE ON operation BEGIN SELECT RAISE(ABORT, 'operations are never deleted'); END;

-- The number under which an operation first went on the wire, and the proof it carried; fixed before it is sent,
-- so that a repeat is word for word the same.
CREATE TABLE operation_sending (
  operation_id TEXT PRIMARY KEY REFERENCES operation (id),
  device_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  proof TEXT,
  UNIQUE (device_id, seq)
) STRICT;

CREATE TABLE operation_outcome (
  operation_id TEXT PRIMARY KEY REFERENCES operation (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'rejected', 'withdrawn')),
  code TEXT,
  params TEXT,
  detail TEXT,
  at TEXT NOT NULL,
  acknowledged_at TEXT
) STRICT;
CREATE INDEX operation_refused ON operation_outcome (acknowledged_at) WHERE outcome = 'rejected';

-- Which operations are still replayed on top of the server rows. `applied` stays until the server's row has come.
CREATE TABLE outbox (
  position INTEGER PRIMARY KEY REFERENCES operation (position),
  operation_id TEXT NOT NULL UNIQUE REFERENCES operation (id),
  ticket_id TEXT NOT NULL,
  applied INTEGER NOT NULL DEFAULT 0,
  held TEXT,
  reason TEXT
) STRICT;
CREATE INDEX outbox_by_ticket ON outbox (ticket_id, position);

-- View rows: server rows with the pending operations replayed on top. `data` is NULL where it equals the server's.
CREATE TABLE view_ticket (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  crm_id TEXT NOT NULL,
  nip TEXT NOT NULL,
  name TEXT NOT NULL,
  city TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  due_on TEXT,
  technician_id TEXT,
  removed INTEGER NOT NULL,
  search TEXT NOT NULL,
  data TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX view_ticket_by_urgency ON view_ticket (removed, due_on IS NULL, due_on, id);

CREATE TABLE view_sub_ticket (
  id TEXT PRIMARY KEY,
  ticket_id TEXT NOT NULL,
  status TEXT NOT NULL,
  punkt_id TEXT NOT NULL,
  data TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX view_sub_ticket_by_ticket ON view_sub_ticket (ticket_id, id);

-- Every probe that was run is kept.
CREATE TABLE probe_run (
  id TEXT PRIMARY KEY,
  sub_ticket_id TEXT NOT NULL,
  started_at TEXT NOT NULL,
  verdict TEXT NOT NULL,
  receipt TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX probe_run_by_sub_ticket ON probe_run (sub_ticket_id, started_at);
