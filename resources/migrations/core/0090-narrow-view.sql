-- The view beside the server rows costs a first sync more than the rows themselves. It now says only what they do not:
-- a ticket's row has the number of its server row, ties in the list go by that number instead of the id, and of
-- sub-tickets only those are kept that pending operations made different. View rows are made anew by the program after this.
DROP TABLE view_ticket;
DROP TABLE view_sub_ticket;
DROP TABLE ticket_search;

CREATE TABLE view_ticket (
  -- That of its row in `server_row`.
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
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
  -- What else a line of the list shows, so that no ticket is read for it.
  type TEXT NOT NULL,
  acquired_by_dealer INTEGER NOT NULL,
  caretaker TEXT,
  closed_on TEXT,
  -- Which deadline `due_on` is; NULL where there is none.
  due_kind TEXT,
  -- NULL where it equals the server's.
  data TEXT
) STRICT;
CREATE INDEX view_ticket_by_urgency ON view_ticket (due_on) WHERE removed = 0;
CREATE INDEX view_ticket_by_status ON view_ticket (status, due_on) WHERE removed = 0;
-- One's own tickets are walked a status at a time, too, so that the rare ones are found as soon as the others.
CREATE INDEX view_ticket_by_technician ON view_ticket (technician_id, status, due_on) WHERE removed = 0 AND technician_id IS NOT NULL;
CREATE INDEX view_ticket_removed ON view_ticket (id) WHERE removed = 1;

-- A sub-ticket that pending operations made other than the server's.
CREATE TABLE view_sub_ticket (
  ticket_id TEXT NOT NULL,
  id TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (ticket_id, id)
) STRICT, WITHOUT ROWID;

-- The same words as `view_ticket.search`, under the same number, found by their beginnings: those of a letter or two, which
-- thousands of words have, are kept apart; of longer ones the words are walked. What is taken out is said word for word,
-- so nothing else need be kept for that.
CREATE VIRTUAL TABLE ticket_search USING fts5(
  words, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0', prefix='1 2'
);

-- Only sub-tickets have a ticket.
DROP INDEX server_row_by_ticket;
CREATE INDEX server_row_by_ticket ON server_row (ticket_id, id, removed_reason) WHERE ticket_id IS NOT NULL;

INSERT INTO state (key, value) VALUES ('viewStale', 'true') ON CONFLICT (key) DO UPDATE SET value = 'true';
