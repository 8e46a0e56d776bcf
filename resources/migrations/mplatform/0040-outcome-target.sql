-- Who last changed a row is told from what was decided about it.
CREATE INDEX outcome_by_target ON outcome (json_extract(operation, '$.target'), decided_at);
