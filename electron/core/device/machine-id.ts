import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nodeMachineId from 'node-machine-id';

/**
 * An identifier of this machine: the system's own (hashed), or one made once and kept in the data folder where the
 * system has none. Receipts are bound to it.
 */
export async function machineId(dataFolder: string): Promise<string> {
  try {
    const id = await nodeMachineId.machineId();
    if (id.length >= 8) return id;
  } catch {
    // No /etc/machine-id or no registry value: fall through to our own.
  }
  const file = join(dataFolder, 'machine-id');
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (kept.length >= 8) return kept;
  // Not there yet, or left empty when power went while it was made: the server would refuse such a one for ever.
  const id = randomUUID();
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(file, id, { mode: 0o600, flush: true });
  return id;
}
