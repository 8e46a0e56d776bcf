import type { RowKind } from '../../contract/schemas.ts';
import { EVERYONE } from '../visibility.ts';
import type { ReadTransaction, Standing } from './port.ts';
import { operatorReads } from './postgres-operator.ts';
import { retentionReads } from './postgres-retention.ts';
import { DEVICE_COLUMNS, json, OUTCOME, PROBE, parseOutcome, parseProbe, parseRow, SHARED_ROW } from './postgres-rows.ts';
import { type Cell, camel, type Params, type Row, type Session } from './postgres-session.ts';
import type {
  ContactRecord,
  DeviceRecord,
  EnrolmentCodeRecord,
  HandoverRecord,
  MachineKeyRecord,
  PointOfSaleRecord,
  StoredChange,
  StoredDossier,
  TechnicianRecord,
} from './records.ts';

const DEVICE = `SELECT ${DEVICE_COLUMNS} FROM device`;

const live = (audience: string) => `(SELECT c.kind, c.id, c.seq, r.version, r.data, NULL AS reason
  FROM row_change c JOIN shared_row r ON r.kind = c.kind AND r.id = c.id
  WHERE c.audience = ${audience} AND c.seq > $after ORDER BY c.seq LIMIT $limit)`;
const gone = (audience: string) => `(SELECT kind, id, seq, NULL::bigint, NULL, reason FROM tombstone
  WHERE audience = ${audience} AND seq > $after ORDER BY seq LIMIT $limit)`;
/** Each branch stops at the limit by its own index, so that a page costs a page, however long the history is. */
export const CHANGES = `${[live('$audience'), live('$everyone'), gone('$audience'), gone('$everyone')].join(' UNION ALL ')}
  ORDER BY seq LIMIT $limit`;

const mark = (of: string) => `(SELECT mark FROM opening WHERE after_change < ${of} ORDER BY after_change DESC LIMIT 1)`;
/** Who calls and how things stand, as one document of JSON, and behind it a page of changes: each of its parts by an index. */
const WHO = `who AS MATERIALIZED (SELECT m.era, m.change_number, m.kept_from, ${mark('m.change_number')} AS mark, ${mark('$seen')} AS seen_mark,
    ${DEVICE_COLUMNS}, t.name AS technician_name, t.dealer_id, d.name AS dealer_name
  FROM meta m LEFT JOIN device ON device.id = $device
  LEFT JOIN technician t ON t.id = device.technician_id LEFT JOIN dealer d ON d.id = t.dealer_id)`;
const WHO_ROW =
  'SELECT NULL::text AS kind, NULL::text AS id, -1::bigint AS seq, NULL::bigint AS version, NULL::text AS data, NULL::text AS reason, to_json(who)::text AS who FROM who';
const own = '(SELECT dealer_id FROM who)';
const page = [live(own), live('$everyone'), gone(own), gone('$everyone')].join(' UNION ALL ');
export const STANDING = `WITH ${WHO} ${WHO_ROW}`;
export const STANDING_AND_CHANGES = `WITH ${WHO} ${WHO_ROW} UNION ALL
  (SELECT kind, id, seq, version, data, reason, NULL FROM (${page}) page ORDER BY seq LIMIT $limit) ORDER BY seq`;

export function reader(session: Session): ReadTransaction {
  const { all, one } = session;
  const record = async <T>(sql: string, params: Params) => (await one(sql, params)) as T | undefined;

  const row = async <K extends RowKind>(kind: K, id: string) =>
    parseRow<K>(await one(`${SHARED_ROW} WHERE r.kind = $kind AND r.id = $id`, { kind, id }));

  /** The ticket first, then the others by their ids. */
  async function dossier(where: string, id: string): Promise<StoredDossier | undefined> {
    const rows = await all(
      `${SHARED_ROW} WHERE (r.kind = 'ticket' AND r.id = ${where}) OR r.ticket_id = ${where} ORDER BY r.kind = 'ticket' DESC, r.id`,
      { id },
    );
    const [ticket, ...subTickets] = rows;
    if (ticket === undefined || ticket.kind !== 'ticket') return undefined;
    return { ticket: parseRow<'ticket'>(ticket), subTickets: subTickets.map((r) => parseRow<'subTicket'>(r)) };
  }

  return {
    ...operatorReads(session),
    ...retentionReads(session),
    era: async () => (await one('SELECT era FROM meta'))?.era as string,
    lastChange: async () => (await one('SELECT change_number AS n FROM meta'))?.n as number,
    markOf: async (change) =>
      ((await one('SELECT mark FROM opening WHERE after_change < $change ORDER BY after_change DESC LIMIT 1', { change }))
        ?.mark ?? '') as string,
    technician: (id) =>
      record<TechnicianRecord>(
        'SELECT t.id, t.name, t.dealer_id, d.name AS dealer_name FROM technician t JOIN dealer d ON d.id = t.dealer_id WHERE t.id = $id',
        { id },
      ),
    device: (id) => record<DeviceRecord>(`${DEVICE} WHERE id = $id`, { id }),
    deviceOf: (machineId, technicianId) =>
      record<DeviceRecord>(`${DEVICE} WHERE machine_id = $machineId AND technician_id = $technicianId`, {
        machineId,
        technicianId,
      }),
    enrolmentCode: (hash) =>
      record<EnrolmentCodeRecord>(
        'SELECT hash, technician_id, issued_at, expires_at, unlimited, used_by FROM enrolment_code WHERE hash = $hash',
        { hash },
      ),
    async outcome(id) {
      const found = await one(`${OUTCOME} WHERE id = $id`, { id });
      return found && parseOutcome(found);
    },
    appliedTo: async (target, limit) =>
      (
        await all(`${OUTCOME} WHERE target = $target AND outcome = 'applied' ORDER BY decided_at DESC, seq DESC LIMIT $limit`, {
          target,
          limit,
        })
      ).map(parseOutcome),
    row,
    rowsOfKind: async <K extends RowKind>(kind: K, [audience, everyone]: readonly [string, string]) =>
      (
        await all(`${SHARED_ROW} WHERE r.kind = $kind AND r.audience IN ($audience, $everyone) ORDER BY r.id`, {
          kind,
          audience,
          everyone,
        })
      ).map((found) => parseRow<K>(found)),
    dossierOfTicket: (id) => dossier('$id', id),
    dossierOfSubTicket: (id) => dossier(`(SELECT ticket_id FROM shared_row WHERE kind = 'subTicket' AND id = $id)`, id),
    ticketNaming: async ([audience, everyone], sha256) =>
      parseRow<'ticket'>(
        await one(
          `${SHARED_ROW} JOIN ticket_file f ON f.ticket_id = r.id
           WHERE r.kind = 'ticket' AND f.sha256 = $sha256 AND r.audience IN ($audience, $everyone) ORDER BY r.id LIMIT 1`,
          { audience, everyone, sha256 },
        ),
      ),
    wasRemoved: async (audience, kind, id) =>
      (await one('SELECT 1 AS yes FROM tombstone WHERE audience = $audience AND kind = $kind AND id = $id', {
        audience,
        kind,
        id,
      })) !== undefined,
    changes: async ([audience, everyone], after, limit) =>
      (await all(CHANGES, { audience, everyone, after, limit })).map(parseChange),
    async standing(device, asked) {
      const rows =
        asked === undefined
          ? await all(STANDING, { device, seen: 0 })
          : await all(STANDING_AND_CHANGES, { device, everyone: EVERYONE, ...asked });
      return { ...parseWho(rows[0]), changes: rows.slice(1).map(({ who: _, ...row }) => parseChange(row)) };
    },
    async probe(id) {
      const found = await one(`${PROBE} WHERE id = $id`, { id });
      return found && parseProbe(found);
    },
    pointOfSale: (punktId) =>
      record<PointOfSaleRecord>('SELECT punkt_id, dealer_id, name, active FROM point_of_sale WHERE punkt_id = $punktId', {
        punktId,
      }),
    contact: (punktId) =>
      record<ContactRecord>('SELECT punkt_id, pos_name, version, at FROM contact WHERE punkt_id = $punktId', { punktId }),
    machineKey: (dealerId, machineId) =>
      record<MachineKeyRecord>(
        'SELECT dealer_id, machine_id, public_key, since FROM machine_key WHERE dealer_id = $dealerId AND machine_id = $machineId',
        { dealerId, machineId },
      ),
    handover: (id) => record<HandoverRecord>('SELECT id, probe_id, machine_id, at FROM handover WHERE id = $id', { id }),
    otherConfigurationAt: async (subTicketId, digest) =>
      (
        await one('SELECT max(at) AS at FROM recorded_configuration WHERE sub_ticket_id = $subTicketId AND digest <> $digest', {
          subTicketId,
          digest,
        })
      )?.at as number | null,
  };
}

interface Who {
  readonly era: string;
  readonly changeNumber: number;
  readonly keptFrom: number;
  readonly mark: string | null;
  readonly seenMark: string | null;
  readonly id: string | null;
  readonly technicianId: string;
  readonly technicianName: string | null;
  readonly dealerId: string;
  readonly dealerName: string;
}

function parseWho(row: Row | undefined): Omit<Standing, 'changes'> {
  const { era, changeNumber, keptFrom, mark, seenMark, technicianName, dealerId, dealerName, ...device } = camel(
    json(row?.who) as Readonly<Record<string, Cell>>,
  ) as unknown as Who;
  const technician =
    technicianName === null ? undefined : { id: device.technicianId, name: technicianName, dealerId, dealerName };
  return {
    era,
    lastChange: changeNumber,
    mark: mark ?? '',
    keptFrom,
    seenMark: seenMark ?? '',
    device: device.id === null ? undefined : (device as unknown as DeviceRecord),
    technician,
  };
}

function parseChange({ data, reason, version, ...rest }: Row): StoredChange {
  return (data === null ? { ...rest, reason } : { ...rest, version, json: data }) as StoredChange;
}
