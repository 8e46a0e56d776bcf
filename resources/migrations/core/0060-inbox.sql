-- Since when, and how often, the server has put an operation off (`retryLater`) instead of deciding it.
ALTER TABLE outbox ADD COLUMN put_off_times INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN put_off_since TEXT;

-- What was done anew after a refusal, a conflict or a hold, and under which operation. Once for each.
CREATE TABLE operation_redone (
  operation_id TEXT PRIMARY KEY REFERENCES operation (id),
  by_id TEXT NOT NULL UNIQUE REFERENCES operation (id)
) STRICT;

-- Tickets that were taken away and about which the person has been told. One that comes back is told anew.
CREATE TABLE taken_away_read (
  ticket_id TEXT PRIMARY KEY,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER taken_away_again AFTER UPDATE OF removed_reason ON server_row
  WHEN OLD.removed_reason IS NOT NULL AND NEW.removed_reason IS NULL AND NEW.kind = 'ticket'
  BEGIN DELETE FROM taken_away_read WHERE ticket_id = NEW.id; END;
CREATE INDEX view_ticket_removed ON view_ticket (id) WHERE removed = 1;
