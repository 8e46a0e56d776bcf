-- 0 while a power failure could still take the row away: until it is 1 the till's file is not replaced.
ALTER TABLE config_change ADD COLUMN secured INTEGER NOT NULL DEFAULT 0 CHECK (secured IN (0, 1));
