import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';
import { resourcePath } from '../core/resources.ts';
import type { CliContext } from './context.ts';

export interface DatabaseOptions {
  readonly database?: string;
  readonly databaseFile?: string;
}

/**
 * Where the PostgreSQL database is; undefined for the embedded one. A password stands in a file or in the environment: every
 * user of a machine can read command lines.
 */
export function databaseOf(
  { database, databaseFile }: DatabaseOptions,
  env: NodeJS.ProcessEnv = process.env,
): Result<string | undefined, Problem> {
  if (database !== undefined) return ok(database);
  if (databaseFile === undefined) return ok(env.MPLATFORM_DATABASE);
  try {
    return ok(readFileSync(databaseFile, 'utf8').trim());
  } catch (cause) {
    return err(problem('mplatform.database-file', { file: databaseFile, reason: (cause as NodeJS.ErrnoException).code ?? '' }));
  }
}

export const DATABASE_OPTION = [
  '--database <adres>',
  'baza PostgreSQL zamiast wbudowanej: postgres://ROLA@HOST/BAZA; bez hasła, bo polecenia widać na liście procesów',
] as const;
export const DATABASE_FILE_OPTION = [
  '--database-file <plik>',
  'plik z tym adresem, także z hasłem; albo MPLATFORM_DATABASE',
] as const;

/** Only who asks for it loads what speaks with PostgreSQL. */
export async function openDatabaseStore(url: string) {
  const { openPostgresStore } = await import('../../mplatform/server/store/postgres.ts');
  return openPostgresStore({ url, migrations: resourcePath('migrations', 'mplatform-postgres') });
}

/** `technik mplatform migrate`: for the role that may change the schema; the server's own may not. */
export function migrateCommand(context: (command: Command) => CliContext): Command {
  return new Command('migrate')
    .description('zakłada lub uzupełnia bazę PostgreSQL; rolą jej właściciela, także gdy serwery działają')
    .action(async (_: unknown, command: Command) => {
      const cli = context(command);
      const database = databaseOf(command.optsWithGlobals<DatabaseOptions>());
      if (!database.ok) return cli.fail(2, database.error);
      if (database.value === undefined) return cli.fail(2, problem('usage.missing-option', { name: '--database <adres>' }));
      const store = await openDatabaseStore(database.value);
      if (!store.ok) return cli.fail(2, store.error);
      await store.value.close();
      cli.print(sentence('mplatform.migrated'), { migrated: true });
    });
}
