-- One's own tickets are walked a status at a time, too, so that the rare ones are found as soon as the others.
DROP INDEX view_ticket_by_technician;
CREATE INDEX view_ticket_by_technician ON view_ticket (technician_id, status, due_on, id) WHERE removed = 0;
