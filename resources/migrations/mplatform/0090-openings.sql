-- Each time that the database was opened: which mark all change numbers after `after_change` carry, up to the next opening.
-- A copy put back was opened anew, so what was numbered after it was made carries marks that this database never gave.
CREATE TABLE opening (
  after_change INTEGER PRIMARY KEY,
  mark TEXT NOT NULL
) STRICT;
