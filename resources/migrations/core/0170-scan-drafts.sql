-- Pages that are being put together for a ticket and are not attached yet, on this computer only: photographs are nowhere
-- else. Their bytes lie in the folder `scans` under their digest; a row is there only when all of them are. How they are
-- put together is a draft of kind `scan`.
CREATE TABLE scan_source (
  id TEXT PRIMARY KEY,
  ticket_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  photographed INTEGER NOT NULL,
  shrunk INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX scan_source_by_ticket ON scan_source (ticket_id, at, id);
