-- What the person gave up after it had been sent. Whether it was done all the same is M/platform's to say: until then it is
-- asked about, and never silently dropped.
CREATE TABLE operation_given_up (
  operation_id TEXT PRIMARY KEY REFERENCES operation (id),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
