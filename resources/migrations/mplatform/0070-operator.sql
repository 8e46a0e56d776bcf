-- What the operator's side looks through, beside the rows as devices see them: kept with each save of a ticket.
CREATE TABLE ticket_listed (
  id TEXT PRIMARY KEY,
  dealer_id TEXT NOT NULL,
  status TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  -- The last day of the deadline that bites first; null once the ticket has ended.
  due_on TEXT,
  waits_for_backoffice INTEGER NOT NULL,
  -- Number, company, NIP and town in small letters without Polish signs.
  words TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_listed_opened ON ticket_listed (opened_on DESC, id);
CREATE INDEX ticket_listed_status ON ticket_listed (status, opened_on DESC, id);
CREATE INDEX ticket_listed_dealer ON ticket_listed (dealer_id, opened_on DESC, id);
CREATE INDEX ticket_listed_due ON ticket_listed (due_on) WHERE due_on IS NOT NULL;
CREATE INDEX ticket_listed_backoffice ON ticket_listed (opened_on DESC, id) WHERE waits_for_backoffice = 1;

INSERT INTO ticket_listed (id, dealer_id, status, opened_on, due_on, waits_for_backoffice, words)
SELECT id, audience, data ->> '$.status', data ->> '$.openedOn',
  CASE
    WHEN data ->> '$.status' IN ('closed', 'resigned', 'withdrawn') THEN NULL
    WHEN data ->> '$.takenAt' IS NULL THEN date(data ->> '$.openedOn', '+3 days')
    WHEN (SELECT count(DISTINCT file.value ->> 'kind') FROM json_each(data, '$.files') AS file
          WHERE file.value ->> 'kind' IN ('agreement', 'powerOfAttorney')) < 2 THEN date(data ->> '$.openedOn', '+7 days')
    ELSE date(data ->> '$.openedOn', '+30 days')
  END,
  data ->> '$.exportedToBackofficeAt' IS NOT NULL AND coalesce(data ->> '$.backoffice.state', 'sent') = 'sent',
  lower(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(
    id || ' ' || (data ->> '$.company.crmId') || ' ' || (data ->> '$.company.nip') || ' ' || (data ->> '$.company.name') || ' '
      || (data ->> '$.company.city'),
    'ą', 'a'), 'ć', 'c'), 'ę', 'e'), 'ł', 'l'), 'ń', 'n'), 'ó', 'o'), 'ś', 's'), 'ź', 'z'), 'ż', 'z'),
    'Ą', 'a'), 'Ć', 'c'), 'Ę', 'e'), 'Ł', 'l'), 'Ń', 'n'), 'Ó', 'o'), 'Ś', 's'), 'Ź', 'z'), 'Ż', 'z'))
FROM shared_row WHERE kind = 'ticket';

CREATE INDEX sub_ticket_punkt ON shared_row (json_extract(data, '$.punktId')) WHERE kind = 'subTicket';

CREATE INDEX outcome_by_time ON outcome (decided_at, id);
CREATE INDEX outcome_by_device ON outcome (device_id, decided_at, id);
CREATE INDEX outcome_by_result ON outcome (json_extract(result, '$.outcome'), decided_at, id);

-- When tokens were last given out or first used: within the hour that a token lives. Operations tell more exactly.
ALTER TABLE device ADD COLUMN seen_at INTEGER;

CREATE TABLE operator_account (
  name TEXT PRIMARY KEY,
  -- What a password is checked against, with the parameters of its making.
  password TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_session (
  -- SHA-256 of the token: whoever reads the database cannot go on with a session.
  hash TEXT PRIMARY KEY,
  name TEXT NOT NULL REFERENCES operator_account (name) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_audit (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  -- The operator's name; null for the command line.
  by TEXT,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX operator_audit_by_time ON operator_audit (at, id);
CREATE TRIGGER operator_audit_kept BEFORE UPDATE ON operator_audit BEGIN SELECT RAISE(ABORT, 'What was done is not changed.'); END;
CREATE TRIGGER operator_audit_stays BEFORE DELETE ON operator_audit BEGIN SELECT RAISE(ABORT, 'What was done is not deleted.'); END;

-- What the operator set, in the place of what the server finds out by itself when it starts.
CREATE TABLE operator_choice (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
