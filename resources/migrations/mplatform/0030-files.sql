-- Which tickets name a file: whoever may see one of them may read it.
CREATE TABLE ticket_file (
  sha256 TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  PRIMARY KEY (sha256, ticket_id)
) STRICT, WITHOUT ROWID;

INSERT INTO ticket_file (sha256, ticket_id)
SELECT DISTINCT file.value ->> 'sha256', row.id FROM shared_row AS row, json_each(row.data, '$.files') AS file
WHERE row.kind = 'ticket';
