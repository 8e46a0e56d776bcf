import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';
import { kindOfFile } from '../../sqlite/connect.ts';
import { openToRead } from '../../sqlite/database.ts';
import { dataKeys } from '../core/device/data-key.ts';
import { archive } from '../core/diagnostics/archive.ts';
import { gather } from '../core/diagnostics/gather.ts';
import { createSettings } from '../core/settings.ts';
import type { CliContext } from './context.ts';
import { saveNew } from './save-new.ts';

/**
 * `technik diagnostics --out F.zip`: the file for support. Without `--out` it only lists what would be in it. Needs no working
 * database and changes nothing in the data folder.
 * @param migrations folder of the core database's migrations
 */
export function diagnosticsCommand(contextOf: (command: Command) => CliContext, migrations: string): Command {
  return new Command('diagnostics')
    .option('--out <plik>', 'gdzie zapisać; bez tego tylko pokazuje, co by w nim było')
    .action(async ({ out }: { readonly out?: string }, command: Command) => {
      const cli = contextOf(command);
      const { mode } = createSettings(cli.dataFolder).get();
      const file = join(cli.dataFolder, mode, 'technik.db');
      const { secrets } = await cli.hostOf(cli.dataFolder, 'cli');
      const keys = kindOf(file) === 'encrypted' ? await dataKeys(secrets, mode, true, file) : ok(null);
      const parts = gather({
        dataFolder: cli.dataFolder,
        mode,
        shell: 'cli',
        clock: systemClock,
        openDatabase() {
          if (!keys.ok) throw new Error(keys.error.code);
          const db = openToRead(file, { migrations, key: keys.value?.database });
          return { db, close: () => void db.close() };
        },
      });
      const listed = parts.map(({ name, text }) => ({ name, bytes: Buffer.byteLength(text) }));
      const saved = out === undefined ? ok(null) : await saveNew(resolve(out), await archive(parts, new Date()));
      if (!saved.ok) return cli.fail(2, saved.error);
      const lines = listed.map(({ name, bytes }) => `  ${name.padEnd(28)} ${String(bytes).padStart(9)} B`);
      const head = sentence('diagnostics.list');
      const tail =
        saved.value === null ? sentence('diagnostics.not-saved') : sentence('diagnostics.saved', { file: saved.value });
      cli.print([head, ...lines, tail].join('\n'), { parts: listed, file: saved.value });
    });
}

const kindOf = (file: string): string => {
  try {
    return kindOfFile(file);
  } catch {
    return 'unknown';
  }
};
