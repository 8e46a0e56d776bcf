import { isDeepStrictEqual } from 'node:util';
import type { Note } from '../../domain/model/index.ts';
import type { DeviceSide } from './device-side.ts';
import { filesAreWhole, nothingAttachedIsLost, unsentFile, waitsForFile } from './file-invariants.ts';
import { ask, type DeviceRow, key, ROWS } from './rows.ts';
import type { ServerSide } from './server-side.ts';
import type { World } from './world.ts';

interface LocalOperation {
  readonly position: number;
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly ticket_id: string;
  readonly seq: number | null;
  readonly device_id: string | null;
  readonly outcome: 'applied' | 'rejected' | 'withdrawn' | null;
  readonly code: string | null;
  readonly applied: number | null;
  readonly held: string | null;
  readonly reason: string | null;
  readonly given_up: string | null;
}
const OPERATIONS = `SELECT o.position, o.id, o.kind, o.target, o.ticket_id, s.seq, s.device_id, r.outcome, r.code, b.applied, b.held,
  b.reason, g.at AS given_up FROM operation o LEFT JOIN outbox b ON b.position = o.position
  LEFT JOIN operation_outcome r ON r.operation_id = o.id LEFT JOIN operation_sending s ON s.operation_id = o.id
  LEFT JOIN operation_given_up g ON g.operation_id = o.id ORDER BY o.position`;
const localOperations = (device: DeviceSide): readonly LocalOperation[] => {
  const db = device.running()?.db;
  return db === undefined ? [] : ask<[], LocalOperation>(db, OPERATIONS).all();
};

/** Why this device is not done yet; undefined when everything has its outcome or visibly waits for a person. */
export function unrest(device: DeviceSide): string | undefined {
  const running = device.running();
  if (running === undefined) return 'is not running';
  const status = running.sync.status();
  if (status.state !== 'idle') return `is ${status.state}: ${JSON.stringify(status.problem)}`;
  const all = localOperations(device);
  for (const o of all) {
    if (o.outcome === 'applied' && o.applied === 1) return `still replays ${o.kind} ${o.target}, applied before`;
    if (o.outcome !== null || o.held !== null || (o.kind === 'subTicket.close' && o.reason !== null)) continue;
    // What was done behind something that waits is behind it for a reason that is shown there.
    if (behindWhatWaits(all, o)) continue;
    if (waitsForFile(o.reason)) continue;
    return `has sent nothing of ${o.kind} ${o.target} (position ${o.position}), which neither is held nor says why`;
  }
  return unsentFile(device);
}

/** The engine's own rule: what is not sent yet waits behind a close, or a lost file, that says what it waits for. */
function behindWhatWaits(all: readonly LocalOperation[], o: LocalOperation): boolean {
  const ofTicket = ({ kind }: LocalOperation): boolean => kind.startsWith('ticket.');
  if (o.seq !== null || o.kind === 'ticket.addNote') return false;
  return all.some((before) => {
    if (before.position >= o.position || before.outcome !== null || before.held !== null || before.seq !== null) return false;
    if (before.ticket_id !== o.ticket_id || !(ofTicket(before) || ofTicket(o) || before.target === o.target)) return false;
    if (before.kind === 'subTicket.close' && before.reason !== null) return true;
    return waitsForFile(before.reason) || behindWhatWaits(all, before);
  });
}

/** What must be true once the weather has cleared and everything has come to rest. */
export function checkAtRest(world: World, server: ServerSide, devices: readonly DeviceSide[]): void {
  const stored = new Map(
    server.looks.outcomes().map((row) => [row.id, JSON.parse(row.result) as { outcome: string; code?: string }]),
  );
  decidedOnce(world, server);
  effectsOnce(world, server);
  filesAreWhole(world, server);
  for (const device of devices) {
    const why = unrest(device);
    if (why !== undefined) world.fail(`${device.name} ${why}`);
    sameOutcomes(world, server, device, stored);
    inOrder(world, server, device);
    sameRows(world, server, device);
    sameView(world, device);
    nothingAttachedIsLost(world, server, device);
  }
}

function decidedOnce(world: World, server: ServerSide): void {
  const seen = new Set<string>();
  for (const { id } of server.decided) {
    if (seen.has(id) && !server.forgotten.has(id)) world.fail('an operation was decided twice');
    seen.add(id);
  }
}

/** Texts of the technicians are unlike each other: each stands there once when its operation was applied, else never. */
function effectsOnce(world: World, server: ServerSide): void {
  const count = new Map<string, number>();
  for (const data of server.looks.dossiers())
    for (const { text } of (JSON.parse(data) as { notes: readonly Note[] }).notes) count.set(text, (count.get(text) ?? 0) + 1);
  for (const [text, times] of count) if (times > 1) world.fail(`"${text}" stands ${times} times on the server`);
  for (const row of server.looks.outcomes()) {
    // What was typed may be forgotten.
    const { args = {} } = JSON.parse(row.operation) as { args?: { text?: string; note?: string } };
    const applied = (JSON.parse(row.result) as { outcome: string }).outcome === 'applied';
    const text = args.text ?? args.note;
    if (text === undefined) continue;
    const wanted = applied ? 1 : 0;
    const found = count.get(text) ?? 0;
    // Suspending a ticket keeps its note beside the notes, too; it is added to them once.
    if (found !== wanted) world.fail(`"${text}" stands ${found} times on the server, not ${wanted}`);
  }
}

function sameOutcomes(
  world: World,
  server: ServerSide,
  device: DeviceSide,
  stored: ReadonlyMap<string, { readonly outcome: string; readonly code?: string }>,
): void {
  for (const o of localOperations(device)) {
    const there = stored.get(o.id);
    // What was refused had no effect that a server put back from a copy could miss; it need not be told.
    if (server.forgotten.has(o.id) && (o.outcome === 'rejected' || o.outcome === 'withdrawn')) continue;
    const sent = o.outcome === 'applied' || o.outcome === 'rejected';
    if (sent && there === undefined)
      world.fail(`${device.name} says ${o.outcome} of ${o.kind}, of which the server knows nothing`);
    if (
      sent &&
      there !== undefined &&
      (there.outcome !== o.outcome || (o.code !== null && o.code !== there.code && o.code !== 'sync.refused'))
    )
      world.fail(`${o.kind} is ${o.outcome} (${o.code}) at ${device.name} but ${there.outcome} (${there.code}) on the server`);
    if (!sent && there !== undefined && !device.wasRestored())
      world.fail(`${o.kind} ${o.target} is ${there.outcome} on the server, and ${device.name} does not know it`);
  }
}

/** What was done to one thing happened in the order in which it was done. A held operation waits for somebody and is passed. */
function inOrder(world: World, server: ServerSide, device: DeviceSide): void {
  const when = new Map(server.decided.map(({ id }, i) => [id, i]));
  const last = new Map<string, number>();
  for (const o of localOperations(device)) {
    const at = when.get(o.id);
    // What is taken back changes nothing, whenever it is said.
    const passes = o.kind === 'ticket.addNote' || o.given_up !== null || device.everHeld.has(o.position);
    if (at === undefined || passes || server.forgotten.has(o.id)) continue;
    // Put back from a copy, a device does again what it had taken back, before what M/platform has had for long.
    if (at < device.decidedThen()) continue;
    if (at < (last.get(o.target) ?? -1)) world.fail(`${o.kind} ${o.target} of ${device.name} was decided out of its order`);
    last.set(o.target, at);
  }
}

function sameRows(world: World, server: ServerSide, device: DeviceSide): void {
  const running = device.running();
  const dealerId = running?.store.state.get('device')?.technician.dealerId;
  if (running === undefined || dealerId === undefined) return;
  const here = new Map(
    running.db
      .prepare<[], DeviceRow>(`${ROWS} WHERE removed_reason IS NULL`)
      .all()
      .map((row) => [key(row), row]),
  );
  for (const row of server.looks.rows(dealerId)) {
    const found = here.get(key(row));
    here.delete(key(row));
    if (found === undefined) world.fail(`${device.name} does not have ${key(row)}`);
    else if (!isDeepStrictEqual(JSON.parse(found.data), JSON.parse(row.data)))
      world.fail(`${device.name} has another ${key(row)}`);
  }
  for (const left of here.keys()) world.fail(`${device.name} still has ${left}`);
}

const differing = (a: readonly unknown[], b: readonly unknown[]): unknown => ({
  before: a.filter((row) => !b.some((other) => isDeepStrictEqual(row, other))),
  after: b.filter((row) => !a.some((other) => isDeepStrictEqual(row, other))),
});

function sameView(world: World, device: DeviceSide): void {
  const running = device.running();
  if (running === undefined) return;
  const { db, store } = running;
  // `n` is where a row stands in the file, and no part of what is shown.
  const tables = () =>
    ['view_ticket', 'view_sub_ticket'].map((table) =>
      db
        .prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY id`)
        .all()
        .map(({ n: _, ...row }) => row),
    );
  const shown = () => store.serverRows.ticketIds().map((id) => [id, store.viewRows.dossier(id)] as const);
  const worked = new Set(
    localOperations(device)
      .filter((o) => o.outcome === null && o.held === null && o.kind !== 'subTicket.close')
      .map((o) => o.ticket_id),
  );
  for (const [id, view] of shown()) {
    // What waits behind a close is shown as done; that this is a replay and nothing else is told by rebuilding.
    if (worked.has(id)) continue;
    const server = store.serverRows.dossier(id);
    if (!isDeepStrictEqual(view, server))
      world.fail(`${device.name} shows ticket ${id} other than the server has it: ${JSON.stringify([view, server])}`);
  }
  const before = tables();
  store.rebuildView();
  const after = tables();
  for (const [i, table] of before.entries())
    if (!isDeepStrictEqual(after[i], table))
      world.fail(`${device.name}: the view rebuilt is another: ${JSON.stringify(differing(table, after[i] ?? []))}`);
}
