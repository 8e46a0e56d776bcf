import type { Ticket } from '../../../domain/model/index.ts';
import type { OperatorReads, OperatorWrites } from './operator-port.ts';
import {
  type AuditEntry,
  folded,
  type ListedDevice,
  listed,
  type OperatorAccount,
  type OperatorSession,
  type OutcomeFilter,
  type Page,
  type Paged,
  type Place,
  type TicketFilter,
} from './operator-records.ts';
import type { DealerRecord, StoredRow, TechnicianRecord } from './records.ts';
import { DEVICE_COLUMNS, OUTCOME, parseOutcome, parseRow, SHARED_ROW } from './sqlite-rows.ts';
import type { Cell, Prepare, Row } from './sqlite-statements.ts';

const TECHNICIANS = `SELECT t.id, t.name, t.dealer_id AS dealerId, d.name AS dealerName FROM technician t
  JOIN dealer d ON d.id = t.dealer_id WHERE t.dealer_id = $dealerId ORDER BY t.name, t.id`;
const DEVICES = `FROM device JOIN technician t ON t.id = device.technician_id JOIN dealer d ON d.id = t.dealer_id
  WHERE $search = '' OR device.name LIKE $search ESCAPE '!' OR t.name LIKE $search ESCAPE '!' OR d.name LIKE $search ESCAPE '!'
    OR machine_id LIKE $search ESCAPE '!' OR device.id LIKE $search ESCAPE '!'`;
const LISTED_DEVICE = `SELECT ${DEVICE_COLUMNS}, t.name AS technicianName, t.dealer_id AS dealerId, d.name AS dealerName,
  nullif(max(coalesce(seen_at, 0), coalesce((SELECT max(decided_at) FROM outcome WHERE device_id = device.id), 0)), 0)
    AS lastContactAt,
  coalesce((SELECT json_extract(operation, '$.appVersion') FROM outcome WHERE device_id = device.id ORDER BY seq DESC LIMIT 1),
    app_version) AS runningVersion`;
const ACCOUNT = 'SELECT name, password, created_at AS createdAt, changed_at AS changedAt FROM operator_account';

export function operatorReads(prepare: Prepare): OperatorReads {
  const all = <T>(sql: string, params: Record<string, Cell> = {}): T[] => prepare(sql).all(params) as T[];
  const one = <T>(sql: string, params: Record<string, Cell>): T | undefined => prepare(sql).get(params) as T | undefined;
  const count = (sql: string, params: Record<string, Cell>): number => prepare(sql).get(params)?.n as number;
  return {
    dealers: async () => all<DealerRecord>('SELECT id, name FROM dealer ORDER BY name, id'),
    techniciansOf: async (dealerId) => all<TechnicianRecord>(TECHNICIANS, { dealerId }),
    devices: async (search, page) => {
      const params = { search: search === '' ? '' : part(search) };
      return {
        items: all<ListedDevice>(
          `${LISTED_DEVICE} ${DEVICES} ORDER BY lastContactAt DESC, device.id LIMIT $limit OFFSET $offset`,
          { ...params, ...page },
        ),
        total: count(`SELECT count(*) AS n ${DEVICES}`, params),
      };
    },
    tickets: async (filter, page) => tickets(prepare, filter, page),
    outcomes: async (filter, before, limit) => {
      const { sql, params } = outcomesQuery(filter, before, limit);
      return all<Row>(sql, params).map(parseOutcome);
    },
    subTicketsAt: async (punktId) =>
      all<Row>(`${SHARED_ROW} WHERE kind = 'subTicket' AND json_extract(data, '$.punktId') = $punktId ORDER BY id`, {
        punktId,
      }).map((row) => parseRow<'subTicket'>(row)),
    account: async (name) => one<OperatorAccount>(`${ACCOUNT} WHERE name = $name`, { name }),
    accounts: async () => all<OperatorAccount>(`${ACCOUNT} ORDER BY name`),
    session: async (hash) =>
      one<OperatorSession>(
        'SELECT hash, name, started_at AS startedAt, seen_at AS seenAt FROM operator_session WHERE hash = $hash',
        { hash },
      ),
    audit: async (before, limit) =>
      all<AuditEntry>(
        `SELECT id, at, by, action, target, detail FROM operator_audit
         ${before === undefined ? '' : 'WHERE (at, id) < ($at, $id)'} ORDER BY at DESC, id DESC LIMIT $limit`,
        { ...before, limit },
      ),
    choice: async (name) => one<{ value: string }>('SELECT value FROM operator_choice WHERE name = $name', { name })?.value,
  };
}

export function operatorWrites(prepare: Prepare): OperatorWrites {
  const run = (sql: string, params: Record<string, Cell>) => prepare(sql).run(params);
  return {
    async saveAccount(account) {
      run(
        `INSERT INTO operator_account (name, password, created_at, changed_at) VALUES ($name, $password, $createdAt, $changedAt)
         ON CONFLICT (name) DO UPDATE SET password = $password, changed_at = $changedAt`,
        { ...account },
      );
    },
    async dropAccount(name) {
      return run('DELETE FROM operator_account WHERE name = $name', { name }).changes > 0;
    },
    async saveSession(session) {
      run(
        `INSERT INTO operator_session (hash, name, started_at, seen_at) VALUES ($hash, $name, $startedAt, $seenAt)
         ON CONFLICT (hash) DO UPDATE SET seen_at = $seenAt`,
        { ...session },
      );
    },
    async dropSession(hash) {
      run('DELETE FROM operator_session WHERE hash = $hash', { hash });
    },
    async dropSessions(which) {
      if ('name' in which) run('DELETE FROM operator_session WHERE name = $name', which);
      else run('DELETE FROM operator_session WHERE started_at < $startedBefore OR seen_at < $seenBefore', which);
    },
    async saveAudit(entry) {
      run('INSERT INTO operator_audit (id, at, by, action, target, detail) VALUES ($id, $at, $by, $action, $target, $detail)', {
        ...entry,
      });
    },
    async saveChoice(name, value) {
      if (value === null) run('DELETE FROM operator_choice WHERE name = $name', { name });
      else
        run('INSERT INTO operator_choice (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = $value', {
          name,
          value,
        });
    },
  };
}

/** Keeps what a ticket is found by beside it. */
export function list(prepare: Prepare, dealerId: string, ticket: Ticket): void {
  prepare(
    `INSERT INTO ticket_listed (id, dealer_id, status, opened_on, due_on, waits_for_backoffice, words)
     VALUES ($id, $dealerId, $status, $openedOn, $dueOn, $waitsForBackoffice, $words)
     ON CONFLICT (id) DO UPDATE SET dealer_id = $dealerId, status = $status, opened_on = $openedOn, due_on = $dueOn,
       waits_for_backoffice = $waitsForBackoffice, words = $words`,
  ).run({ ...listed(ticket), dealerId });
}

const part = (text: string): string => `%${text.replace(/[%_!]/g, '!$&')}%`;

/** For the test of its plan. Constant pieces only: what was asked for goes in as parameters. */
export function ticketsQuery(filter: TicketFilter): { readonly where: string; readonly params: Record<string, Cell> } {
  const { status, dealerId, dueBefore, waitsForBackoffice, search = '' } = filter;
  const pieces: string[] = [];
  const params: Record<string, Cell> = {};
  const add = (piece: string, more: Record<string, Cell> = {}): void => {
    pieces.push(piece);
    Object.assign(params, more);
  };
  if (status !== undefined) add('status = $status', { status });
  if (dealerId !== undefined) add('dealer_id = $dealerId', { dealerId });
  if (dueBefore !== undefined) add('due_on < $dueBefore', { dueBefore });
  if (waitsForBackoffice === true) add('waits_for_backoffice = 1');
  if (search !== '') {
    add(
      `(words LIKE $search ESCAPE '!' OR id IN (SELECT ticket_id FROM shared_row
        WHERE kind = 'subTicket' AND json_extract(data, '$.punktId') = $punktId))`,
      { search: part(folded(search)), punktId: search },
    );
  }
  return { where: pieces.length === 0 ? '' : `WHERE ${pieces.join(' AND ')}`, params };
}

function tickets(prepare: Prepare, filter: TicketFilter, page: Page): Paged<StoredRow<'ticket'>> {
  const { where, params } = ticketsQuery(filter);
  const found = prepare(`SELECT id FROM ticket_listed ${where} ORDER BY opened_on DESC, id LIMIT $limit OFFSET $offset`).all({
    ...params,
    ...page,
  });
  const row = prepare(`${SHARED_ROW} WHERE kind = 'ticket' AND id = $id`);
  return {
    items: found.map(({ id }) => parseRow<'ticket'>(row.get({ id: id as Cell }) as Row)),
    total: prepare(`SELECT count(*) AS n FROM ticket_listed ${where}`).get(params)?.n as number,
  };
}

/** For the test of its plan. */
export function outcomesQuery({ deviceId, targets, outcome, since }: OutcomeFilter, before: Place | undefined, limit: number) {
  const pieces: string[] = [];
  const params: Record<string, Cell> = { limit };
  const add = (piece: string, more: Record<string, Cell>): void => {
    pieces.push(piece);
    Object.assign(params, more);
  };
  if (deviceId !== undefined) add('device_id = $deviceId', { deviceId });
  if (targets !== undefined)
    add(`json_extract(operation, '$.target') IN (SELECT value FROM json_each($targets))`, { targets: JSON.stringify(targets) });
  if (outcome !== undefined) add(`json_extract(result, '$.outcome') = $outcome`, { outcome });
  if (since !== undefined) add('decided_at >= $since', { since });
  if (before !== undefined) add('(decided_at, id) < ($at, $id)', { ...before });
  const where = pieces.length === 0 ? '' : `WHERE ${pieces.join(' AND ')}`;
  return { sql: `${OUTCOME} ${where} ORDER BY decided_at DESC, id DESC LIMIT $limit`, params };
}
