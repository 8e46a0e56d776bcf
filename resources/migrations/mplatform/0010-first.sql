-- One row of each. `change_number` is the last number given out, in the transaction of the change itself.
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  era TEXT NOT NULL,
  change_number INTEGER NOT NULL
) STRICT;

CREATE TABLE dealer (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE technician (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  dealer_id TEXT NOT NULL REFERENCES dealer (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  technician_id TEXT NOT NULL REFERENCES technician (id),
  machine_id TEXT NOT NULL,
  name TEXT NOT NULL,
  app_version TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  generation INTEGER NOT NULL,
  next_issued_at INTEGER,
  last_seq INTEGER NOT NULL,
  UNIQUE (machine_id, technician_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_code (
  hash TEXT PRIMARY KEY,
  technician_id TEXT NOT NULL REFERENCES technician (id),
  issued_at INTEGER NOT NULL,
  expires_at INTEGER,
  unlimited INTEGER NOT NULL,
  used_by TEXT
) STRICT, WITHOUT ROWID;

-- What devices are sent. `audience` is a dealer, or '*' for everyone.
CREATE TABLE shared_row (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  audience TEXT NOT NULL,
  ticket_id TEXT,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;
CREATE UNIQUE INDEX shared_row_changes ON shared_row (audience, seq);
CREATE INDEX shared_row_of_ticket ON shared_row (ticket_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE tombstone (
  audience TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (audience, kind, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tombstone_changes ON tombstone (audience, seq);

CREATE TABLE outcome (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES device (id),
  technician_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  decided_at INTEGER NOT NULL,
  operation TEXT NOT NULL,
  result TEXT NOT NULL,
  UNIQUE (device_id, seq)
) STRICT;

CREATE TABLE probe (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES device (id),
  technician_id TEXT NOT NULL,
  machine_id TEXT NOT NULL,
  sub_ticket_id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  config_digest TEXT NOT NULL,
  origin TEXT NOT NULL,
  nonce TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  echo_seen_at INTEGER,
  stages_digest TEXT,
  answer TEXT
) STRICT;

CREATE TABLE point_of_sale (
  punkt_id TEXT PRIMARY KEY,
  dealer_id TEXT NOT NULL,
  name TEXT NOT NULL,
  active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last time that the till of a point of sale called by itself.
CREATE TABLE contact (
  punkt_id TEXT PRIMARY KEY,
  pos_name TEXT NOT NULL,
  version TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (one, era, change_number) VALUES (1, lower(hex(randomblob(8))), 0);
