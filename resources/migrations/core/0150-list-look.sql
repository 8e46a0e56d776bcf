-- How the list of tickets looks on this computer, and the views that were saved of it.
CREATE TABLE list_look (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  data TEXT NOT NULL
) STRICT;
CREATE TABLE list_view (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
