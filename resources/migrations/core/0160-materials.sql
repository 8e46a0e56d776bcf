-- Which version of each of the operator's materials lies here whole: the present one, or the one before until that has come.
CREATE TABLE kept_material (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  type TEXT NOT NULL,
  updated_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
