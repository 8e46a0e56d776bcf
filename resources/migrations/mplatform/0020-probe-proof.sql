-- The key with which a till's machine signs what it found out about itself: the first one accepted holds until forgotten.
CREATE TABLE machine_key (
  machine_id TEXT PRIMARY KEY,
  public_key TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each result that a till handed over is proof for one probe only.
CREATE TABLE handover (
  id TEXT PRIMARY KEY,
  probe_id TEXT NOT NULL REFERENCES probe (id),
  machine_id TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When each configuration of a sub-ticket was last recorded: one changed and changed back was not tested in between.
CREATE TABLE recorded_configuration (
  sub_ticket_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sub_ticket_id, digest)
) STRICT, WITHOUT ROWID;
