import { join } from 'node:path';
import { kindOfFile } from '../../sqlite/connect.ts';
import { keptKeys } from '../core/device/data-key.ts';
import type { CliContext } from './context.ts';

/** The key of a mode's database, where that is encrypted. Leaves no trace. */
export async function databaseKey(cli: CliContext, mode: 'production' | 'training'): Promise<Uint8Array | undefined> {
  if (kindOfFile(join(cli.dataFolder, mode, 'technik.db')) !== 'encrypted') return undefined;
  const host = await cli.hostOf(cli.dataFolder, 'cli');
  return (await keptKeys(host.secrets, mode))?.database;
}
