-- What is typed into a quote before it is saved, one for each ticket, on this computer only. `data` is NULL where there is
-- none any more: the version goes on counting, so that a window with an old one is never taken for the latest.
-- `basis` is the price list, and the day, by which the person last looked at it.
CREATE TABLE quote_draft (
  ticket_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  data TEXT,
  basis TEXT
) STRICT, WITHOUT ROWID;
