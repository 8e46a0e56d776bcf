-- What is typed and not saved yet, on this computer only: a quote, the form of a company or of a point of sale. One table for
-- all, `kind` says which, `target` of which row. Of a quote `basis` is the price list, and the day, by which it was last seen.
CREATE TABLE draft (
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  data TEXT,
  basis TEXT,
  PRIMARY KEY (kind, target)
) STRICT, WITHOUT ROWID;
INSERT INTO draft (kind, target, version, at, data, basis)
  SELECT 'quote', ticket_id, version, at, data, basis FROM quote_draft;
DROP TABLE quote_draft;

-- The letter with the quote was made for the technician's mail program; of which file, so that a newer one asks for another.
CREATE TABLE mail_draft (
  ticket_id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  made_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the person was told of a ticket's deadlines, once for each, and whether they took note of it.
CREATE TABLE reminder (
  ticket_id TEXT NOT NULL,
  what TEXT NOT NULL,
  due_on TEXT NOT NULL,
  told_at TEXT NOT NULL,
  read_at TEXT,
  PRIMARY KEY (ticket_id, what, due_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_unread ON reminder (told_at) WHERE read_at IS NULL;
