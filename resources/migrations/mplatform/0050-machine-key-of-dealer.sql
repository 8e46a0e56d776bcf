-- A machine's key holds for the dealer in whose shop it was first accepted: else anybody who knows a till's number could
-- put a key of their own in its place before it is first used. Keys kept so far are met again as first ones.
DROP TABLE machine_key;
CREATE TABLE machine_key (
  dealer_id TEXT NOT NULL,
  machine_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (dealer_id, machine_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX machine_key_of_machine ON machine_key (machine_id);
