-- When the device signed itself off. It is signed off for as long as it is revoked since that very moment: whatever else an operator
-- or a node of an older version does to `revoked_at` ends it.
ALTER TABLE device ADD COLUMN signed_off_at INTEGER;
