import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { explain, type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { inspectTill } from '../../native-checks/pcpos/inspect.ts';
import { defaultProfile } from '../../native-checks/pcpos/profile.ts';
import { isPcPosRunning } from '../../native-checks/pcpos/running.ts';
import { locateTillFile, placeOfTillFile } from '../../native-checks/pcpos/till-file.ts';
import { openDatabase } from '../../sqlite/database.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { createServerRows } from '../core/store/server-rows.ts';
import { emptied, inFolder, makeUsable } from '../core/usable-folder.ts';
import {
  createWorkstation,
  loadProfile,
  type ProfileChoice,
  profileInForce,
  systemConfigFiles,
  type Workstation,
} from '../core/workstation/index.ts';
import { planChange } from '../core/workstation/plan.ts';
import type { CliContext } from './context.ts';
import { changeText, historyText, planText, readingText } from './pcpos-text.ts';

interface Wanted {
  readonly server: string;
  readonly store: string;
  readonly replace?: boolean;
  readonly profile?: string;
  readonly expect?: string;
}

/** What the file or the command line made impossible is bad input; these are the answer no to a good question. */
const NEGATIVE: ReadonlySet<string> = new Set([
  'workstation.changed-since',
  'workstation.not-writable',
  'workstation.no-access',
  'workstation.read-only',
  'workstation.held',
  'workstation.busy',
  'workstation.disk-full',
  'workstation.owner-not-kept',
  'workstation.backup-failed',
  'workstation.put-back',
  'workstation.in-doubt',
  'workstation.nothing-to-restore',
]);

const DIGEST = /^[0-9a-f]{64}$/i;

/**
 * `technik pcpos`: reading, planning, writing and undoing, with no window and no server. Scripts rely on its names and
 * documents; a failure prints `{problem}` as the document.
 * @param migrations folder of the core database's migrations
 */
export function pcposCommand(contextOf: (command: Command) => CliContext, migrations: string): Command {
  const pcpos = new Command('pcpos')
    .description('odczyt i zapis konfiguracji PC-POS')
    // Before the commands below are made, which take it over: a wrong usage is the caller's to answer.
    .exitOverride();
  const sub = (name: string, description: string) =>
    pcpos.command(name).description(description).argument('<ścieżka>', 'folder PC-POS albo plik');
  const withWanted = (command: Command) =>
    command
      .requiredOption('--server <adres>', 'adres serwera M/platform')
      .requiredOption('--store <numery>', 'numery punktów po przecinku')
      .option('--replace', 'zastąp listę punktów, zamiast ją uzupełnić')
      .option('--profile <plik>', 'plik profilu PC-POS');

  sub('inspect', 'co mówi konfiguracja')
    .option('--profile <plik>', 'plik profilu PC-POS')
    .action(async (path: string, options: Pick<Wanted, 'profile'>, command: Command) => {
      const cli = contextOf(command);
      const choice = profileFor(cli, migrations, options.profile);
      const reading = choice.ok ? await inspectTill(path, choice.value) : choice;
      if (!reading.ok) return refuse(cli, reading.error);
      cli.print(readingText(reading.value), reading.value);
    });

  withWanted(sub('plan', 'co by się zmieniło')).action(async (path: string, options: Wanted, command: Command) => {
    const cli = contextOf(command);
    const plan = await planFor(cli, migrations, path, options);
    if (!plan.ok) return refuse(cli, plan.error);
    const { request: _request, ...document } = plan.value;
    cli.print(planText(plan.value), document);
  });

  withWanted(sub('apply', 'zapisz zmiany'))
    .option('--expect <skrót>', 'skrót pliku, na którym opiera się plan')
    .action(async (path: string, options: Wanted, command: Command) => {
      const cli = contextOf(command);
      const { expect } = options;
      if (expect !== undefined && !DIGEST.test(expect))
        return refuse(cli, problem('workstation.digest-invalid', { digest: expect }));
      const plan = await planFor(cli, migrations, path, options);
      if (!plan.ok) return refuse(cli, plan.error);
      if (expect !== undefined && expect.toLowerCase() !== plan.value.before.digest)
        return refuse(cli, problem('workstation.changed-since', { file: plan.value.file }));
      await withWorkstation(cli, migrations, async (workstation) => {
        const applied = await workstation.apply(plan.value);
        if (!applied.ok) return refuse(cli, applied.error);
        const { request: _request, ...document } = plan.value;
        const { changeId, backup, digest } = applied.value;
        cli.print(changeText(applied.value, 'apply'), { ...document, applied: true, changeId, backup, digest });
      });
    });

  sub('restore', 'przywróć wcześniejszą treść')
    .option('--to <zmiana>', 'treść sprzed tej zmiany')
    .action(async (path: string, options: { readonly to?: string }, command: Command) => {
      const cli = contextOf(command);
      await withWorkstation(cli, migrations, async (workstation) => {
        const restored = await workstation.restore(path, options.to);
        if (!restored.ok) return refuse(cli, restored.error);
        cli.print(changeText(restored.value, 'restore'), restored.value);
      });
    });

  sub('history', 'kto, kiedy i co zmienił').action(async (path: string, _options: object, command: Command) => {
    const cli = contextOf(command);
    await withWorkstation(cli, migrations, async (workstation) => {
      const found = await fileFor(cli, path);
      const place = found.ok ? found : await placeOfTillFile(path, defaultProfile.file);
      const file = place.ok ? place.value.file : resolve(path);
      const changes = workstation.history(file);
      // The history outlives the file, but where there is neither, the path is wrong.
      if (!found.ok && changes.length === 0) return refuse(cli, found.error);
      cli.print(historyText(changes), { file, changes });
    });
  });
  return pcpos;
}

function refuse(cli: CliContext, what: Problem): void {
  if (cli.json) cli.print('', { problem: what });
  cli.fail(NEGATIVE.has(what.code) ? 1 : 2, what);
}

const production = (cli: CliContext): string => join(cli.dataFolder, 'production');

/** A file named on the command line goes before all; M/platform's profiles are known once the program has synced. */
function profileFor(cli: CliContext, migrations: string, file: string | undefined): Result<ProfileChoice, Problem> {
  if (file !== undefined) {
    const loaded = loadProfile(resolve(file));
    return loaded.ok ? ok({ profile: loaded.value, source: 'administrator' }) : loaded;
  }
  const dataFolder = production(cli);
  if (!existsSync(join(dataFolder, 'technik.db'))) return profileInForce(dataFolder);
  const opened = open(dataFolder, migrations);
  if (!opened.ok) return opened;
  try {
    return profileInForce(dataFolder, createServerRows(opened.value).pcposProfiles());
  } finally {
    opened.value.close();
  }
}

async function planFor(
  cli: CliContext,
  migrations: string,
  path: string,
  { server, store, replace = false, profile: file }: Wanted,
) {
  const choice = profileFor(cli, migrations, file);
  if (!choice.ok) return choice;
  const stores = store
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  const request = { server, stores, replace, ...choice.value };
  return planChange(path, request, {
    files: systemConfigFiles(),
    isRunning: (port) => isPcPosRunning(port),
    newId: () => `cli-${process.pid}`,
    now: systemClock.now,
  });
}

async function fileFor(cli: CliContext, path: string): Promise<Result<{ readonly file: string }, Problem>> {
  const choice = profileInForce(production(cli));
  return choice.ok ? locateTillFile(path, choice.value.profile.file) : choice;
}

async function withWorkstation(
  cli: CliContext,
  migrations: string,
  use: (workstation: Workstation) => Promise<void>,
): Promise<void> {
  const dataFolder = production(cli);
  const usable = makeUsable(cli.dataFolder);
  const opened = usable.ok ? open(dataFolder, migrations) : usable;
  if (!opened.ok) return refuse(cli, opened.error);
  const db = opened.value;
  try {
    const author = () => userInfo().username;
    const profiles = createServerRows(db).pcposProfiles;
    const workstation = createWorkstation({ db, dataFolder, files: systemConfigFiles(), clock: systemClock, author, profiles });
    for (const notice of await workstation.recover()) cli.say(explain(notice));
    await use(workstation);
  } finally {
    db.close();
  }
}

function open(dataFolder: string, migrations: string) {
  const file = join(dataFolder, 'technik.db');
  const lost = emptied(file, [join(dataFolder, 'pcpos-backups')]);
  if (lost !== undefined) return err(lost);
  try {
    return ok(openDatabase(file, { migrations, backups: join(dataFolder, 'backups') }));
  } catch (cause) {
    if (cause instanceof DatabaseProblem) return err(inFolder(cause.problem, dataFolder));
    throw cause;
  }
}
