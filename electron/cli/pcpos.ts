import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { explain, type Problem, problem } from '../../domain/problem.ts';
import { ok, type Result } from '../../domain/result.ts';
import { systemFacts } from '../../native-checks/pcpos/facts/index.ts';
import { inspectTill } from '../../native-checks/pcpos/inspect.ts';
import { defaultProfile } from '../../native-checks/pcpos/profile.ts';
import { isPcPosRunning } from '../../native-checks/pcpos/running.ts';
import { locateTillFile, placeOfTillFile } from '../../native-checks/pcpos/till-file.ts';
import { versionAt } from '../../native-checks/pcpos/version-at.ts';
import type { ReadRegistry } from '../../native-checks/windows/registry.ts';
import { makeUsable } from '../core/usable-folder.ts';
import { deliveredProfiles } from '../core/workstation/delivered.ts';
import {
  type ConfigChange,
  createWorkstation,
  loadProfile,
  type ProfileChoice,
  profileInForce,
  showChange,
  systemConfigFiles,
  type Workstation,
} from '../core/workstation/index.ts';
import type { ChangeRecord } from '../core/workstation/journal.ts';
import { finishedAmong } from '../core/workstation/leftovers.ts';
import { planChange } from '../core/workstation/plan.ts';
import { findRestore, showRestore } from '../core/workstation/restore.ts';
import type { CliContext } from './context.ts';
import { databaseKey } from './data-key.ts';
import { createPcPosData, type PcPosData } from './pcpos-data.ts';
import { appliedText, historyText, planText, readingText, restoredText, restorePlanText } from './pcpos-text.ts';

interface Wanted {
  readonly server: string;
  readonly store: string;
  readonly replace?: boolean;
  readonly profile?: string;
  readonly expect?: string;
}

interface Back {
  readonly to?: string;
  readonly expect?: string;
  readonly plan?: boolean;
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
 * @param readRegistry where PC-POS's version is found, to choose a delivered profile by; null where there is none
 */
export function pcposCommand(
  contextOf: (command: Command) => CliContext,
  migrations: string,
  readRegistry: ReadRegistry | null = systemFacts().readRegistry,
): Command {
  const pcpos = new Command('pcpos')
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
      const choice = await profileFor(cli, path, options.profile);
      const reading = choice.ok ? await inspectTill(path, choice.value) : choice;
      if (!reading.ok) return refuse(cli, reading.error);
      cli.print(readingText(reading.value), reading.value);
    });

  withWanted(sub('plan', 'co by się zmieniło')).action(async (path: string, options: Wanted, command: Command) => {
    const cli = contextOf(command);
    const plan = await planFor(cli, path, options);
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
      const plan = await planFor(cli, path, options);
      if (!plan.ok) return refuse(cli, plan.error);
      if (expect !== undefined && expect.toLowerCase() !== plan.value.before.digest)
        return refuse(cli, problem('workstation.changed-since', { file: plan.value.file }));
      await withWorkstation(cli, async (workstation) => {
        const applied = await workstation.apply(plan.value);
        if (!applied.ok) return refuse(cli, applied.error);
        const { request: _request, ...document } = plan.value;
        const { changeId, backup, digest } = applied.value;
        cli.print(appliedText(applied.value), { ...document, applied: true, changeId, backup, digest });
      });
    });

  sub('restore', 'przywróć wcześniejszą treść')
    .option('--to <zmiana>', 'treść sprzed tej zmiany')
    .option('--expect <skrót>', 'skrót pliku, który ma zostać zastąpiony')
    .option('--plan', 'tylko pokaż, co by się zmieniło')
    .action(async (path: string, options: Back, command: Command) => {
      const cli = contextOf(command);
      const { to, expect } = options;
      if (expect !== undefined && !DIGEST.test(expect))
        return refuse(cli, problem('workstation.digest-invalid', { digest: expect }));
      if (options.plan === true) return planBack(cli, path, options);
      await withWorkstation(cli, async (workstation) => {
        const restored = await workstation.restore(path, to, expect?.toLowerCase());
        if (!restored.ok) return refuse(cli, restored.error);
        cli.print(restoredText(restored.value), { ...restored.value, applied: true });
      });
    });

  sub('history', 'kto, kiedy i co zmienił').action(async (path: string, _options: object, command: Command) => {
    const cli = contextOf(command);
    const data = await dataOf(cli);
    const choice = await profileFor(cli, path, undefined);
    const found = choice.ok ? await locateTillFile(path, choice.value.profile.file) : choice;
    const place = found.ok ? found : await placeOfTillFile(path, (choice.ok ? choice.value.profile : defaultProfile).file);
    const file = place.ok ? place.value.file : resolve(path);
    const show = (changes: readonly ConfigChange[]): void => {
      // The history outlives the file, but where there is neither, the path is wrong.
      if (!found.ok && changes.length === 0) refuse(cli, found.error);
      else cli.print(historyText(changes), { file, changes });
    };
    const past = data.history(file);
    if (!past.ok) return refuse(cli, past.error);
    // What was interrupted is resolved first, as by every start; nothing else here leaves a trace.
    if (past.value.unresolved) return withWorkstation(cli, async (workstation) => show(workstation.history(file)));
    show(past.value.changes.map((change) => showChange(change, data.folder)));
  });
  return pcpos;

  async function dataOf(cli: CliContext): Promise<PcPosData> {
    return createPcPosData(join(cli.dataFolder, 'production'), migrations, await databaseKey(cli, 'production'));
  }

  /** A file named on the command line goes before all; M/platform's profiles are known once the program has synced. */
  async function profileFor(cli: CliContext, path: string, file: string | undefined): Promise<Result<ProfileChoice, Problem>> {
    if (file !== undefined) {
      const loaded = loadProfile(resolve(file));
      return loaded.ok ? ok({ profile: loaded.value, source: 'administrator' }) : loaded;
    }
    const data = await dataOf(cli);
    const delivered = data.profiles();
    if (!delivered.ok) return delivered;
    const version = delivered.value.length === 0 ? null : await versionAt(path, readRegistry);
    return profileInForce(data.folder, delivered.value, version);
  }

  async function planFor(cli: CliContext, path: string, { server, store, replace = false, profile: file }: Wanted) {
    const choice = await profileFor(cli, path, file);
    if (!choice.ok) return choice;
    const stores = store
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== '');
    const request = { server, stores, replace, ...choice.value };
    const data = await dataOf(cli);
    return planChange(path, request, {
      files: systemConfigFiles(),
      isRunning: (port) => isPcPosRunning(port),
      newId: () => `cli-${process.pid}`,
      now: systemClock.now,
      finished(of) {
        const past = data.history(of);
        return finishedAmong(past.ok ? past.value.changes : []);
      },
    });
  }

  async function planBack(cli: CliContext, path: string, { to, expect }: Back): Promise<void> {
    const choice = await profileFor(cli, path, undefined);
    if (!choice.ok) return refuse(cli, choice.error);
    const data = await dataOf(cli);
    let failed: Problem | undefined;
    const history = (file: string): readonly ChangeRecord[] => {
      const past = data.history(file);
      if (past.ok) return past.value.changes;
      failed = past.error;
      return [];
    };
    const dataFolder = data.folder;
    const found = await findRestore(path, to, choice.value.profile, { files: systemConfigFiles(), dataFolder, history });
    if (failed !== undefined) return refuse(cli, failed);
    if (!found.ok) return refuse(cli, found.error);
    const plan = showRestore(found.value, choice.value, history(found.value.file));
    if (expect !== undefined && expect.toLowerCase() !== plan.before.digest)
      return refuse(cli, problem('workstation.changed-since', { file: plan.file }));
    cli.print(restorePlanText(plan), { ...plan, applied: false });
  }

  async function withWorkstation(cli: CliContext, use: (workstation: Workstation) => Promise<void>): Promise<void> {
    const data = await dataOf(cli);
    const usable = makeUsable(cli.dataFolder);
    const opened = usable.ok ? data.open() : usable;
    if (!opened.ok) return refuse(cli, opened.error);
    const db = opened.value;
    try {
      const author = () => userInfo().username;
      const workstation = createWorkstation({
        db,
        dataFolder: data.folder,
        files: systemConfigFiles(),
        clock: systemClock,
        author,
        profiles: () => deliveredProfiles(db),
        pcposVersion: (path) => versionAt(path, readRegistry),
      });
      for (const notice of await workstation.recover()) cli.say(explain(notice));
      await use(workstation);
    } finally {
      db.close();
    }
  }
}

function refuse(cli: CliContext, what: Problem): void {
  if (cli.json) cli.print('', { problem: what });
  cli.fail(NEGATIVE.has(what.code) ? 1 : 2, what);
}
