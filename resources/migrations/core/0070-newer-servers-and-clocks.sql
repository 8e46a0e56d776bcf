-- Rows that M/platform sent and this version of the program cannot read. They are named here so that the person can be told;
-- what they hold is asked for again once a version that can read them is installed.
CREATE TABLE unread_row (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
-- How far M/platform's clock was ahead of this machine's when the operation was recorded, as far as was known then.
ALTER TABLE operation ADD COLUMN clock_offset_ms INTEGER;
