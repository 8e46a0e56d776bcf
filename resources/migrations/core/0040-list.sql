-- The list and its search, for hundreds of thousands of tickets. View rows follow from server rows and operations, so
-- they are made anew by the program after this.
DROP TABLE view_ticket;
DROP TABLE view_sub_ticket;

CREATE TABLE view_ticket (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  crm_id TEXT NOT NULL,
  nip TEXT NOT NULL,
  name TEXT NOT NULL,
  city TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  -- The next deadline; '9999-12-31' where there is none, so that those come last.
  due_on TEXT NOT NULL,
  technician_id TEXT,
  removed INTEGER NOT NULL,
  -- Its words, folded, each with a space before it.
  search TEXT NOT NULL,
  -- NULL where it equals the server's.
  data TEXT
) STRICT;
CREATE INDEX view_ticket_by_urgency ON view_ticket (due_on, id) WHERE removed = 0;
CREATE INDEX view_ticket_by_status ON view_ticket (status, due_on, id) WHERE removed = 0;
CREATE INDEX view_ticket_by_technician ON view_ticket (technician_id, due_on, id) WHERE removed = 0;

CREATE TABLE view_sub_ticket (
  id TEXT PRIMARY KEY,
  ticket_id TEXT NOT NULL,
  punkt_id TEXT NOT NULL,
  data TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX view_sub_ticket_by_ticket ON view_sub_ticket (ticket_id, id);

-- The same words as `view_ticket.search`, under the same number, found by their beginnings.
CREATE VIRTUAL TABLE ticket_search USING fts5(
  words, content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'
);

-- Rows of a kilobyte lie better in the order of their coming, with a small index beside them, than in a tree by their id.
CREATE TABLE server_row_new (
  n INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  ticket_id TEXT,
  version INTEGER NOT NULL,
  data TEXT NOT NULL,
  removed_reason TEXT,
  stale INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, id)
) STRICT;
INSERT INTO server_row_new (kind, id, ticket_id, version, data, removed_reason, stale)
  SELECT kind, id, ticket_id, version, data, removed_reason, stale FROM server_row;
DROP TABLE server_row;
ALTER TABLE server_row_new RENAME TO server_row;
CREATE INDEX server_row_by_ticket ON server_row (ticket_id, kind, id, removed_reason) WHERE ticket_id IS NOT NULL;

INSERT INTO state (key, value) VALUES ('viewStale', 'true') ON CONFLICT (key) DO UPDATE SET value = 'true';
