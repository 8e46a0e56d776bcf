import type { DeviceSide } from './device-side.ts';
import { sentMeansThere } from './file-invariants.ts';
import { ask, type DeviceRow, key, ROWS } from './rows.ts';
import type { ServerSide } from './server-side.ts';
import type { World } from './world.ts';

const VANISHED = `SELECT o.id FROM operation o LEFT JOIN outbox b ON b.position = o.position
  LEFT JOIN operation_outcome r ON r.operation_id = o.id WHERE b.position IS NULL AND r.operation_id IS NULL`;

/** What must be true at every moment, however foul the weather. */
export function createWatch(world: World, server: ServerSide, devices: readonly DeviceSide[]) {
  const cursors = new Map<string, string | undefined>();
  const seen = new Map<string, number>();
  let looks = 0;

  /** A cursor says: all up to here has been applied. */
  function cursorTellsTheTruth(device: DeviceSide): void {
    const running = device.running();
    const enrolled = running?.store.state.get('device');
    const cursor = running?.store.state.get('cursor');
    if (running === undefined || enrolled === undefined || cursors.get(device.name) === cursor) return;
    cursors.set(device.name, cursor);
    if (cursor === undefined) return;
    const [era, text = '', seen = text, mark = ''] = cursor.split('.');
    const number = Number(text);
    const has = new Map(
      running.db
        .prepare<[], DeviceRow>(ROWS)
        .all()
        .map((row) => [key(row), row]),
    );
    const resyncing = running.store.state.get('resyncing') === true;
    const { dealerId } = enrolled.technician;
    server.watch((at) => {
      if (at.era() !== era) return;
      // Of changes that a copy put back does not have: the server will say so.
      if (at.markOf(Number(seen)) !== mark) return;
      for (const row of at.rows(dealerId, number)) {
        const found = has.get(key(row));
        if (found?.version !== row.version || found.removed_reason !== null)
          world.fail(`${device.name} has cursor ${cursor} but not ${key(row)} as of change ${row.seq}`);
      }
      if (resyncing) return;
      for (const row of at.removed(dealerId, number))
        if (has.get(key(row))?.removed_reason === null)
          world.fail(`${device.name} has cursor ${cursor} but still shows ${key(row)}, which was taken away`);
    });
  }

  function nothingVanished(device: DeviceSide): void {
    const db = device.running()?.db;
    if (db === undefined) return;
    if (ask<[], string>(db, VANISHED).pluck().get() !== undefined)
      world.fail(`${device.name} has an operation that waits no more and has no outcome`);
    const has = new Set(ask<[], string>(db, 'SELECT id FROM operation').pluck().all());
    for (const id of device.promised) if (!has.has(id)) world.fail(`${device.name} no longer has an operation that it promised`);
  }

  return {
    afterStep(): void {
      looks += 1;
      for (const device of devices) {
        if (seen.get(device.name) === device.writes()) continue;
        seen.set(device.name, device.writes());
        cursorTellsTheTruth(device);
        sentMeansThere(world, server, device);
        if (looks % 5 === 0) nothingVanished(device);
      }
    },
    nothingVanished,
  };
}
