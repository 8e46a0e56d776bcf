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
import type { Listed } from './postgres-pending.ts';
import { DEVICE_COLUMNS, OUTCOME, parseOutcome, parseRow, SHARED_ROW } from './postgres-rows.ts';
import type { Cell, Params, Session } from './postgres-session.ts';
import type { DealerRecord, StoredRow, TechnicianRecord } from './records.ts';

const TECHNICIANS = `SELECT t.id, t.name, t.dealer_id, d.name AS dealer_name FROM technician t JOIN dealer d ON d.id = t.dealer_id
  WHERE t.dealer_id = $dealerId ORDER BY t.name, t.id`;
const DEVICES = `FROM device JOIN technician t ON t.id = device.technician_id JOIN dealer d ON d.id = t.dealer_id
  WHERE $search = '' OR device.name ILIKE $search ESCAPE '!' OR t.name ILIKE $search ESCAPE '!'
    OR d.name ILIKE $search ESCAPE '!' OR machine_id ILIKE $search ESCAPE '!' OR device.id ILIKE $search ESCAPE '!'`;
const LISTED_DEVICE = `SELECT ${DEVICE_COLUMNS}, t.name AS technician_name, t.dealer_id, d.name AS dealer_name,
  greatest(seen_at, (SELECT max(decided_at) FROM outcome WHERE device_id = device.id)) AS last_contact_at,
  coalesce((SELECT o.app_version FROM outcome o WHERE o.device_id = device.id ORDER BY o.seq DESC LIMIT 1), device.app_version)
    AS running_version`;
const ACCOUNT = 'SELECT name, password, created_at, changed_at FROM operator_account';

export function operatorReads(session: Session): OperatorReads {
  const all = async <T>(sql: string, params: Params = {}) => (await session.all(sql, params)) as readonly T[];
  const one = async <T>(sql: string, params: Params) => (await session.one(sql, params)) as T | undefined;
  return {
    dealers: () => all<DealerRecord>('SELECT id, name FROM dealer ORDER BY name, id'),
    techniciansOf: (dealerId) => all<TechnicianRecord>(TECHNICIANS, { dealerId }),
    async devices(search, page) {
      const params = { search: search === '' ? '' : part(search) };
      const items = await all<ListedDevice>(
        `${LISTED_DEVICE} ${DEVICES} ORDER BY last_contact_at DESC NULLS LAST, device.id LIMIT $limit OFFSET $offset`,
        { ...params, ...page },
      );
      return { items, total: await count(session, DEVICES, params) };
    },
    tickets: (filter, page) => tickets(session, filter, page),
    async outcomes(filter, before, limit) {
      const { sql, params } = outcomesQuery(filter, before, limit);
      return (await session.all(sql, params)).map(parseOutcome);
    },
    subTicketsAt: async (punktId) =>
      (await session.all(`${SHARED_ROW} WHERE r.punkt_id = $punktId ORDER BY r.id`, { punktId })).map((row) =>
        parseRow<'subTicket'>(row),
      ),
    account: (name) => one<OperatorAccount>(`${ACCOUNT} WHERE name = $name`, { name }),
    accounts: () => all<OperatorAccount>(`${ACCOUNT} ORDER BY name`),
    session: (hash) =>
      one<OperatorSession>('SELECT hash, name, started_at, seen_at FROM operator_session WHERE hash = $hash', { hash }),
    audit: (before, limit) =>
      all<AuditEntry>(
        `SELECT id, at, by, action, target, detail FROM operator_audit
         ${before === undefined ? '' : 'WHERE (at, id) < ($at, $id)'} ORDER BY at DESC, id DESC LIMIT $limit`,
        { ...before, limit },
      ),
    choice: async (name) =>
      (await one<{ value: string }>('SELECT value FROM operator_choice WHERE name = $name', { name }))?.value,
  };
}

export function operatorWrites({ run }: Session): OperatorWrites {
  return {
    async saveAccount(account) {
      await run(
        `INSERT INTO operator_account (name, password, created_at, changed_at) VALUES ($name, $password, $createdAt, $changedAt)
         ON CONFLICT (name) DO UPDATE SET password = $password, changed_at = $changedAt`,
        { ...account },
      );
    },
    dropAccount: async (name) => (await run('DELETE FROM operator_account WHERE name = $name', { name })) > 0,
    async saveSession(session) {
      await run(
        `INSERT INTO operator_session (hash, name, started_at, seen_at) VALUES ($hash, $name, $startedAt, $seenAt)
         ON CONFLICT (hash) DO UPDATE SET seen_at = $seenAt`,
        { ...session },
      );
    },
    async dropSession(hash) {
      await run('DELETE FROM operator_session WHERE hash = $hash', { hash });
    },
    async dropSessions(which) {
      if ('name' in which) await run('DELETE FROM operator_session WHERE name = $name', which);
      else await run('DELETE FROM operator_session WHERE started_at < $startedBefore OR seen_at < $seenBefore', which);
    },
    async saveAudit(entry) {
      await run(
        'INSERT INTO operator_audit (id, at, by, action, target, detail) VALUES ($id, $at, $by, $action, $target, $detail)',
        { ...entry },
      );
    },
    async saveChoice(name, value) {
      if (value === null) await run('DELETE FROM operator_choice WHERE name = $name', { name });
      else
        await run(
          `INSERT INTO operator_choice (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = $value`,
          { name, value },
        );
    },
  };
}

/** What a ticket is found by, kept beside it. */
export function listedOf(dealerId: string, ticket: Ticket): Listed {
  const { waitsForBackoffice, ...columns } = listed(ticket);
  return { ...columns, dealerId, waitsForBackoffice: waitsForBackoffice === 1 };
}

const part = (text: string): string => `%${text.replace(/[%_!]/g, '!$&')}%`;

const count = async ({ one }: Session, from: string, params: Params): Promise<number> =>
  (await one(`SELECT count(*) AS n ${from}`, params))?.n as number;

/** For the test of its plan. Constant pieces only: what was asked for goes in as parameters. */
export function ticketsQuery(filter: TicketFilter): { readonly where: string; readonly params: Params } {
  const { status, dealerId, dueBefore, waitsForBackoffice, search = '' } = filter;
  return conditions([
    status !== undefined && ['status = $status', { status }],
    dealerId !== undefined && ['dealer_id = $dealerId', { dealerId }],
    dueBefore !== undefined && ['due_on < $dueBefore', { dueBefore }],
    waitsForBackoffice === true && ['waits_for_backoffice', {}],
    search !== '' && [
      `(words LIKE $search ESCAPE '!' OR id IN (SELECT ticket_id FROM shared_row WHERE punkt_id = $punktId))`,
      { search: part(folded(search)), punktId: search },
    ],
  ]);
}

async function tickets(session: Session, filter: TicketFilter, page: Page): Promise<Paged<StoredRow<'ticket'>>> {
  const { where, params } = ticketsQuery(filter);
  const items = await session.all(
    `SELECT kind, r.id, audience, coalesce((SELECT seq FROM row_change c WHERE c.kind = 'ticket' AND c.id = r.id), 0) AS seq, version, data
     FROM (SELECT id, opened_on FROM ticket_listed ${where} ORDER BY opened_on DESC, id LIMIT $limit OFFSET $offset) found
     JOIN shared_row r ON r.kind = 'ticket' AND r.id = found.id ORDER BY opened_on DESC, r.id`,
    { ...params, ...page },
  );
  return {
    items: items.map((row) => parseRow<'ticket'>(row)),
    total: await count(session, `FROM ticket_listed ${where}`, params),
  };
}

/** For the test of its plan. */
export function outcomesQuery({ deviceId, targets, outcome, since }: OutcomeFilter, before: Place | undefined, limit: number) {
  const { where, params } = conditions([
    deviceId !== undefined && ['device_id = $deviceId', { deviceId }],
    targets !== undefined && ['target = ANY($targets)', { targets }],
    outcome !== undefined && ['outcome = $outcome', { outcome }],
    since !== undefined && ['decided_at >= $since', { since }],
    before !== undefined && ['(decided_at, id) < ($at, $id)', { ...before }],
  ]);
  return { sql: `${OUTCOME} ${where} ORDER BY decided_at DESC, id DESC LIMIT $limit`, params: { ...params, limit } };
}

function conditions(wanted: readonly (readonly [string, Params] | false)[]) {
  const pieces = wanted.filter((piece) => piece !== false);
  const params: Record<string, Cell> = Object.assign({}, ...pieces.map(([, more]) => more));
  return { where: pieces.length === 0 ? '' : `WHERE ${pieces.map(([text]) => text).join(' AND ')}`, params };
}
