-- All that deciding operations begins with, in one question: devices with their technicians, what was decided before, and the tickets
-- with all that belongs to them. Devices are locked first and then tickets, each kind in one order, so that two who ask do not wait
-- for each other; each part is read after what it needs was locked. Numbers are looked up row by row: joined, all of them would be read where
-- the planner knows too little.
CREATE FUNCTION begin_work(devices text[], outcomes text[], tickets text[], sub_tickets text[])
RETURNS TABLE (part text, kind text, id text, audience text, seq bigint, version bigint, data text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  wanted text[] := tickets || ARRAY(SELECT DISTINCT s.ticket_id::text FROM shared_row s WHERE s.kind = 'subTicket' AND s.id = ANY(sub_tickets));
BEGIN
  RETURN QUERY SELECT 'device', NULL::text, v.id::text, NULL::text, NULL::bigint, NULL::bigint, to_json(v)::text
    FROM (SELECT v.*, t.name AS technician_name, t.dealer_id, d.name AS dealer_name
      FROM device v JOIN technician t ON t.id = v.technician_id JOIN dealer d ON d.id = t.dealer_id
      WHERE v.id = ANY(devices) ORDER BY v.id FOR NO KEY UPDATE OF v) v;
  RETURN QUERY SELECT 'outcome', NULL::text, o.id::text, NULL::text, NULL::bigint, NULL::bigint,
      json_build_object('id', o.id, 'device_id', o.device_id, 'technician_id', o.technician_id, 'seq', o.seq, 'decided_at', o.decided_at,
        'operation', o.operation, 'result', o.result)::text
    FROM outcome o WHERE o.id = ANY(outcomes);
  PERFORM 1 FROM shared_row r WHERE r.kind = 'ticket' AND r.id = ANY(wanted) ORDER BY r.id FOR NO KEY UPDATE;
  RETURN QUERY SELECT 'row', r.kind::text, r.id::text, r.audience::text, coalesce((SELECT c.seq FROM row_change c WHERE c.kind = r.kind AND c.id = r.id), 0),
      r.version, r.data::text
    FROM shared_row r
    WHERE r.kind = 'ticket' AND r.id = ANY(wanted);
  RETURN QUERY SELECT 'row', r.kind::text, r.id::text, r.audience::text, coalesce((SELECT c.seq FROM row_change c WHERE c.kind = r.kind AND c.id = r.id), 0),
      r.version, r.data::text
    FROM shared_row r
    WHERE r.ticket_id = ANY(wanted) ORDER BY r.id;
END $$;

-- Numbers the changes of a transaction, with as little to do as can be while others wait. Of each row only the last word is told, with its
-- place among all changes of the transaction: what was saved, whose removals a save has ended, and what was removed. What is done
-- under the number is not waited for to be on the disk; see `number_changes`, which older nodes go on using.
CREATE FUNCTION end_work(
  wanted bigint, kinds text[], ids text[], audiences text[], places bigint[],
  back_kinds text[], back_ids text[], back_audiences text[],
  gone_kinds text[], gone_ids text[], gone_audiences text[], gone_places bigint[], gone_reasons text[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  before bigint;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  DELETE FROM tombstone t USING unnest(back_kinds, back_ids, back_audiences) AS c (kind, id, audience)
  WHERE t.audience = c.audience AND t.kind = c.kind AND t.id = c.id;
  before := take_changes(wanted);
  INSERT INTO row_change (kind, id, audience, seq)
  SELECT c.kind, c.id, c.audience, before + c.place FROM unnest(kinds, ids, audiences, places) AS c (kind, id, audience, place)
  ON CONFLICT (kind, id) DO UPDATE SET audience = excluded.audience, seq = excluded.seq;
  IF cardinality(gone_kinds) > 0 THEN
    INSERT INTO tombstone (audience, kind, id, seq, reason)
    SELECT c.audience, c.kind, c.id, before + c.place, c.reason
    FROM unnest(gone_kinds, gone_ids, gone_audiences, gone_places, gone_reasons) AS c (kind, id, audience, place, reason)
    ON CONFLICT (audience, kind, id) DO UPDATE SET seq = excluded.seq, reason = excluded.reason;
  END IF;
  RETURN before;
END $$;
