-- What M/platform said of the till's own last call, RFC 3339 on its clock: the gate asks for it when the till is seen from a laptop.
ALTER TABLE probe_run ADD COLUMN till_contact_at TEXT;
-- Runs are read as they are shown now: the status has another name since, and two facts were not kept before.
UPDATE probe_run SET data = replace(data, '"status":"notApplicable"', '"status":"notTestable"');
UPDATE probe_run SET data = json_insert(data, '$.sinceGood', json('null'), '$.handover', json('null'));
CREATE INDEX probe_run_passed ON probe_run (sub_ticket_id) WHERE verdict = 'passed';
