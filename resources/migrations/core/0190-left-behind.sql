-- What a newer version of the program wrote and this one could not read when the person went back to it: each row as it was,
-- as JSON, under the name of its table. A version that can read it takes it up again, and it goes from here.
CREATE TABLE left_behind (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  ticket_id TEXT,
  at TEXT NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (source, data)
) STRICT;
