-- Text is compared and sorted by its bytes, wherever the database was made: pages go on where the last one ended.
CREATE DOMAIN bytewise AS text COLLATE "C";

-- One row. `change_number` is the last number given out. `opened` says of which run of PostgreSQL and which copy of this table
-- the last mark is; `oldest_node` is the migration that a node must know to serve this database.
CREATE TABLE meta (
  one integer PRIMARY KEY CHECK (one = 1),
  era bytewise NOT NULL,
  change_number bigint NOT NULL,
  opened bytewise NOT NULL,
  oldest_node integer NOT NULL,
  keys bytewise
);

-- Which mark all change numbers after `after_change` carry, up to the next one.
CREATE TABLE opening (
  after_change bigint PRIMARY KEY,
  mark bytewise NOT NULL
);

CREATE TABLE dealer (
  id bytewise PRIMARY KEY,
  name bytewise NOT NULL
);

CREATE TABLE technician (
  id bytewise PRIMARY KEY,
  name bytewise NOT NULL,
  dealer_id bytewise NOT NULL REFERENCES dealer (id)
);
CREATE INDEX technician_of_dealer ON technician (dealer_id);

CREATE TABLE device (
  id bytewise PRIMARY KEY,
  technician_id bytewise NOT NULL REFERENCES technician (id),
  machine_id bytewise NOT NULL,
  name bytewise NOT NULL,
  app_version bytewise NOT NULL,
  enrolled_at bigint NOT NULL,
  revoked_at bigint,
  generation bigint NOT NULL,
  next_issued_at bigint,
  seen_at bigint,
  last_seq bigint NOT NULL,
  UNIQUE (machine_id, technician_id)
) WITH (fillfactor = 70);

CREATE TABLE enrolment_code (
  hash bytewise PRIMARY KEY,
  technician_id bytewise NOT NULL REFERENCES technician (id),
  issued_at bigint NOT NULL,
  expires_at bigint,
  unlimited boolean NOT NULL,
  used_by bytewise
);

-- What devices are sent, as it goes out. JSON is kept as the very text that came: the database's own JSON type refuses some of it.
CREATE TABLE shared_row (
  kind bytewise NOT NULL,
  id bytewise NOT NULL,
  audience bytewise NOT NULL,
  ticket_id bytewise,
  punkt_id bytewise,
  version bigint NOT NULL,
  data bytewise NOT NULL,
  PRIMARY KEY (kind, id)
) WITH (fillfactor = 70);
CREATE INDEX shared_row_of_ticket ON shared_row (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX shared_row_of_point ON shared_row (punkt_id) WHERE punkt_id IS NOT NULL;

-- The number of a row's last change, apart from the row: it is written last of all, while others wait.
CREATE TABLE row_change (
  kind bytewise NOT NULL,
  id bytewise NOT NULL,
  audience bytewise NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (kind, id)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX row_change_in_order ON row_change (audience, seq);

CREATE TABLE tombstone (
  audience bytewise NOT NULL,
  kind bytewise NOT NULL,
  id bytewise NOT NULL,
  seq bigint NOT NULL,
  reason bytewise NOT NULL,
  PRIMARY KEY (audience, kind, id)
);
CREATE UNIQUE INDEX tombstone_in_order ON tombstone (audience, seq);

-- `target`, `outcome` and `app_version` are out of the two texts, to be found by.
CREATE TABLE outcome (
  id bytewise PRIMARY KEY,
  device_id bytewise NOT NULL REFERENCES device (id),
  technician_id bytewise NOT NULL,
  seq bigint NOT NULL,
  decided_at bigint NOT NULL,
  target bytewise,
  outcome bytewise NOT NULL,
  app_version bytewise,
  operation bytewise NOT NULL,
  result bytewise NOT NULL,
  UNIQUE (device_id, seq)
);
CREATE INDEX outcome_by_target ON outcome (target, decided_at);
CREATE INDEX outcome_by_time ON outcome (decided_at, id);
CREATE INDEX outcome_by_device ON outcome (device_id, decided_at, id);
CREATE INDEX outcome_by_result ON outcome (outcome, decided_at, id);

CREATE TABLE probe (
  id bytewise PRIMARY KEY,
  device_id bytewise NOT NULL REFERENCES device (id),
  technician_id bytewise NOT NULL,
  machine_id bytewise NOT NULL,
  sub_ticket_id bytewise NOT NULL,
  store_id bytewise NOT NULL,
  config_digest bytewise NOT NULL,
  origin bytewise NOT NULL,
  nonce bytewise NOT NULL,
  started_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  echo_seen_at bigint,
  stages_digest bytewise,
  answer bytewise
);

CREATE TABLE point_of_sale (
  punkt_id bytewise PRIMARY KEY,
  dealer_id bytewise NOT NULL,
  name bytewise NOT NULL,
  active boolean NOT NULL
);

-- The last time that the till of a point of sale called by itself.
CREATE TABLE contact (
  punkt_id bytewise PRIMARY KEY,
  pos_name bytewise NOT NULL,
  version bytewise NOT NULL,
  at bigint NOT NULL
);

-- The key with which a till's machine signs: the first one accepted from a dealer holds until forgotten.
CREATE TABLE machine_key (
  dealer_id bytewise NOT NULL,
  machine_id bytewise NOT NULL,
  public_key bytewise NOT NULL,
  since bigint NOT NULL,
  PRIMARY KEY (dealer_id, machine_id)
);
CREATE INDEX machine_key_of_machine ON machine_key (machine_id);

-- Each result that a till handed over is proof for one probe only.
CREATE TABLE handover (
  id bytewise PRIMARY KEY,
  probe_id bytewise NOT NULL REFERENCES probe (id),
  machine_id bytewise NOT NULL,
  at bigint NOT NULL
);

CREATE TABLE recorded_configuration (
  sub_ticket_id bytewise NOT NULL,
  digest bytewise NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (sub_ticket_id, digest)
);

-- Which tickets name a file: whoever may see one of them may read it.
CREATE TABLE ticket_file (
  sha256 bytewise NOT NULL,
  ticket_id bytewise NOT NULL,
  PRIMARY KEY (sha256, ticket_id)
);

-- What the operator's side looks through, kept with each save of a ticket.
CREATE TABLE ticket_listed (
  id bytewise PRIMARY KEY,
  dealer_id bytewise NOT NULL,
  status bytewise NOT NULL,
  opened_on bytewise NOT NULL,
  due_on bytewise,
  waits_for_backoffice boolean NOT NULL,
  words bytewise NOT NULL
);
CREATE INDEX ticket_listed_opened ON ticket_listed (opened_on DESC, id);
CREATE INDEX ticket_listed_status ON ticket_listed (status, opened_on DESC, id);
CREATE INDEX ticket_listed_dealer ON ticket_listed (dealer_id, opened_on DESC, id);
CREATE INDEX ticket_listed_due ON ticket_listed (due_on) WHERE due_on IS NOT NULL;
CREATE INDEX ticket_listed_backoffice ON ticket_listed (opened_on DESC, id) WHERE waits_for_backoffice;

CREATE TABLE operator_account (
  name bytewise PRIMARY KEY,
  password bytewise NOT NULL,
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL
);

CREATE TABLE operator_session (
  hash bytewise PRIMARY KEY,
  name bytewise NOT NULL REFERENCES operator_account (name) ON DELETE CASCADE,
  started_at bigint NOT NULL,
  seen_at bigint NOT NULL
);
CREATE INDEX operator_session_of_account ON operator_session (name);

CREATE TABLE operator_audit (
  id bytewise PRIMARY KEY,
  at bigint NOT NULL,
  by bytewise,
  action bytewise NOT NULL,
  target bytewise NOT NULL,
  detail bytewise NOT NULL
);
CREATE INDEX operator_audit_by_time ON operator_audit (at, id);
CREATE FUNCTION operator_audit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was done is neither changed nor deleted.';
END $$;
CREATE TRIGGER operator_audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON operator_audit
  FOR EACH STATEMENT EXECUTE FUNCTION operator_audit_kept();

CREATE TABLE operator_choice (
  name bytewise PRIMARY KEY,
  value bytewise NOT NULL
);

-- A mark as each opening has one.
CREATE FUNCTION draw_mark(after bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO opening (after_change, mark) VALUES (after, left(replace(gen_random_uuid()::text, '-', ''), 12))
  ON CONFLICT (after_change) DO UPDATE SET mark = excluded.mark
$$;

-- Takes the next `wanted` change numbers and gives the last one before them. Whoever calls it keeps all others out until its
-- transaction has ended. Where PostgreSQL was started anew, another one took over, or this table was put back from a copy, numbers
-- may be given a second time: those that follow carry another mark.
CREATE FUNCTION take_changes(wanted bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  before bigint;
  known text;
  present text := extract(epoch FROM pg_postmaster_start_time())::text || ' ' || pg_relation_filenode('meta');
BEGIN
  UPDATE meta SET change_number = change_number + wanted RETURNING change_number - wanted, opened INTO before, known;
  IF known <> present THEN
    UPDATE meta SET opened = present;
    PERFORM draw_mark(before);
  END IF;
  RETURN before;
END $$;

-- Numbers the changes of a transaction in their order, in one call: `reasons` is null for a row that was saved. The last word on each
-- row, and on each row of an audience, is what stays.
CREATE FUNCTION number_changes(kinds text[], ids text[], audiences text[], reasons text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  before bigint := take_changes(cardinality(kinds));
BEGIN
  INSERT INTO row_change (kind, id, audience, seq)
  SELECT DISTINCT ON (c.kind, c.id) c.kind, c.id, c.audience, before + c.place
  FROM unnest(kinds, ids, audiences, reasons) WITH ORDINALITY AS c (kind, id, audience, reason, place)
  WHERE c.reason IS NULL ORDER BY c.kind, c.id, c.place DESC
  ON CONFLICT (kind, id) DO UPDATE SET audience = excluded.audience, seq = excluded.seq;
  FOR i IN 1..cardinality(kinds) LOOP
    IF reasons[i] IS NULL THEN
      DELETE FROM tombstone t WHERE t.audience = audiences[i] AND t.kind = kinds[i] AND t.id = ids[i];
    ELSE
      INSERT INTO tombstone (audience, kind, id, seq, reason) VALUES (audiences[i], kinds[i], ids[i], before + i, reasons[i])
      ON CONFLICT (audience, kind, id) DO UPDATE SET seq = excluded.seq, reason = excluded.reason;
    END IF;
  END LOOP;
  RETURN before;
END $$;

INSERT INTO meta (one, era, change_number, opened, oldest_node)
VALUES (1, left(replace(gen_random_uuid()::text, '-', ''), 16), 0, '', 10);
