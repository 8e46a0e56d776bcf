import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../support/scans.ts';
import type { DeviceSide } from './device-side.ts';
import { ask } from './rows.ts';
import type { ServerSide } from './server-side.ts';
import type { World } from './world.ts';

/** Of what a person has to do something about: it is shown beside the file and the operation. */
const SAID: readonly string[] = ['files.lost', 'files.damaged', 'files.type-differs'];

const codeOf = (reason: string | null): string => (reason === null ? '' : (JSON.parse(reason) as { code: string }).code);

const isWhole = (folder: string, sha256: string): boolean =>
  existsSync(join(folder, sha256)) && digestOf(readFileSync(join(folder, sha256))) === sha256;

interface UploadRow {
  readonly sha256: string;
  readonly size: number;
  readonly sent: number;
  readonly done_at: string | null;
  readonly stuck: string | null;
  readonly paused: number;
}
const uploads = (device: DeviceSide): readonly UploadRow[] => {
  const db = device.running()?.db;
  return db === undefined
    ? []
    : ask<[], UploadRow>(db, 'SELECT sha256, size, sent, done_at, stuck, paused FROM upload ORDER BY position').all();
};

/** Whether an operation waits for a file about which the person has been told. */
export const waitsForFile = (reason: string | null): boolean => SAID.includes(codeOf(reason));

/** Why the files of this device are not at rest; undefined when each is up or says why it cannot go. */
export function unsentFile(device: DeviceSide): string | undefined {
  const left = uploads(device).find((row) => row.done_at === null && row.paused === 0 && !SAID.includes(codeOf(row.stuck)));
  return left && `has not sent the file ${left.sha256.slice(0, 8)} (${left.sent} of ${left.size})`;
}

/** What a device was told is there is there, whole, and counts for its dealer. */
export function sentMeansThere(world: World, server: ServerSide, device: DeviceSide): void {
  const dealerId = device.running()?.store.state.get('device')?.technician.dealerId;
  if (dealerId === undefined) return;
  for (const { sha256, size, sent, done_at } of uploads(device)) {
    if (sent > size) world.fail(`${device.name} says that ${sent} of ${size} bytes were sent`);
    if (done_at !== null && !server.lostFiles.has(sha256) && !server.hasFile(sha256, dealerId))
      world.fail(`${device.name} takes the file ${sha256.slice(0, 8)} for sent, which the server does not have`);
  }
}

/** Tickets with which a run begins name documents that are no more than a name. */
const OF_THE_SEED = '0'.repeat(20);

/** Under a digest lies what has this digest; and every file that an applied operation names lies there. */
export function filesAreWhole(world: World, server: ServerSide): void {
  for (const name of readdirSync(server.filesFolder)) {
    if (/^[0-9a-f]{64}$/.test(name) && !isWhole(server.filesFolder, name))
      world.fail(`the server has other bytes under the digest ${name.slice(0, 8)}`);
  }
  for (const { operation, result, dealer_id: dealerId } of server.looks.outcomes()) {
    const { kind, args = {} } = JSON.parse(operation) as { kind: string; args?: { sha256?: string } };
    const { sha256 } = args;
    if (kind !== 'ticket.attachFile' || sha256 === undefined) continue;
    if ((JSON.parse(result) as { outcome: string }).outcome !== 'applied') continue;
    world.count('file of an applied operation is there');
    if (!server.hasFile(sha256, dealerId)) world.fail(`the file ${sha256.slice(0, 8)} was attached and is not there`);
  }
  for (const sha256 of server.looks.namedFiles()) {
    if (sha256.endsWith(OF_THE_SEED) || existsSync(join(server.filesFolder, sha256))) continue;
    world.fail(`a ticket names the file ${sha256.slice(0, 8)}, which is not there`);
  }
}

/** What was attached and is not up yet is still on the device, or visibly said to be gone. */
export function nothingAttachedIsLost(world: World, server: ServerSide, device: DeviceSide): void {
  const running = device.running();
  const dealerId = running?.store.state.get('device')?.technician.dealerId;
  if (running === undefined || dealerId === undefined) return;
  const rows = new Map(uploads(device).map((row) => [row.sha256, row]));
  for (const { operation, reason, applied } of running.store.operations.pending()) {
    if (operation.kind !== 'ticket.attachFile' || applied) continue;
    const { sha256 } = operation.args;
    if (server.hasFile(sha256, dealerId) || isWhole(device.filesFolder, sha256)) continue;
    if (SAID.includes(codeOf(rows.get(sha256)?.stuck ?? null)) || SAID.includes(reason?.code ?? '')) continue;
    world.fail(`the file ${sha256.slice(0, 8)} is gone from ${device.name}, and nothing says so`);
  }
}
