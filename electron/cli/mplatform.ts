import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { pino } from 'pino';
import { systemClock } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { trustedProxies } from '../../mplatform/server/proxies.ts';
import { emptied, inFolder } from '../core/usable-folder.ts';
import { appVersion } from '../core/version.ts';
import { claimDataFolder } from '../shared/claim.ts';
import type { CliContext } from './context.ts';
import { DATABASE_FILE_OPTION, DATABASE_OPTION, type DatabaseOptions, databaseOf, migrateCommand } from './mplatform-database.ts';
import { FILES_OPTIONS, type FilesOptions, filesOf } from './mplatform-files.ts';
import { operatorCommands } from './mplatform-operator.ts';
import { pruneCommand, RETENTION_OPTION, retentionOf } from './mplatform-retention.ts';

interface Options extends DatabaseOptions, FilesOptions {
  readonly port?: string;
  readonly publicAddress?: string;
  readonly data?: string;
  readonly seed?: string;
  readonly host?: string;
  readonly health?: string;
  readonly log?: string;
  readonly trustProxy?: string;
  readonly retention: string;
}

/** `technik mplatform`: the reference M/platform, until it is told to stop. */
export function mplatformCommand(context: (command: Command) => CliContext): Command {
  const mplatform = new Command('mplatform')
    // Needed by the server alone, and not by the commands below it.
    .option('--port <numer>', 'port; 0: dowolny wolny')
    .option('--seed <nazwa>', 'dane na początek: training')
    .option('--host <adres>', 'na którym adresie nasłuchiwać', '127.0.0.1')
    .option('--health <[adres:]port>', 'gdzie podawać /livez, /readyz i /metrics (Prometheus); bez adresu tylko ten komputer')
    .option('--log <poziom>', 'dziennik w JSON na standardowym wyjściu błędów: error, warn, info, silent', 'warn')
    .option('--trust-proxy <adresy>', 'adresy lub zakresy (10.0.0.0/8) równoważników przed serwerem, po przecinku')
    .option('--public-address <adres>', 'pod którym adresem widać serwer, gdy stoi przed nim inny (TLS)')
    .option(...DATABASE_OPTION)
    .option(...DATABASE_FILE_OPTION)
    .option(...FILES_OPTIONS[0])
    .option(...FILES_OPTIONS[1])
    .option(...FILES_OPTIONS[2])
    .option(...RETENTION_OPTION)
    .action(async (_: Options, command: Command) => {
      const cli = context(command);
      const options = command.optsWithGlobals<Options>();
      if (options.port === undefined) return cli.fail(2, problem('usage.missing-option', { name: '--port <numer>' }));
      const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : Number.NaN;
      if (!(port <= 65_535)) return cli.fail(2, problem('mplatform.port-invalid', { port: options.port }));
      if (options.seed !== undefined && options.seed !== 'training') {
        return cli.fail(2, problem('mplatform.seed-unknown', { seed: options.seed }));
      }
      const { publicAddress } = options;
      if (publicAddress !== undefined && !isServerAddress(publicAddress)) {
        return cli.fail(2, problem('mplatform.address-invalid', { address: publicAddress }));
      }
      const health = options.health === undefined ? undefined : healthPlace(options.health);
      if (health === null) return cli.fail(2, problem('mplatform.port-invalid', { port: options.health ?? '' }));
      const trusts = trustedProxies(options.trustProxy?.split(',').map((one) => one.trim()) ?? []);
      if (!trusts.ok) return cli.fail(2, trusts.error);
      const level = options.log ?? 'warn';
      if (!LEVELS.includes(level)) return cli.fail(2, problem('mplatform.log-level', { level }));
      // Never the app's own folder by default: two programs' databases do not lie in one.
      if (options.data === undefined) return cli.fail(2, problem('mplatform.folder-missing'));
      const folder = resolve(options.data);
      const database = databaseOf(options);
      if (!database.ok) return cli.fail(2, database.error);
      const files = filesOf(options);
      if (!files.ok) return cli.fail(2, files.error);
      const retention = retentionOf(options.retention);
      if (!retention.ok) return cli.fail(2, retention.error);
      // What passes through the system's temporary folder on its way to a storage is nobody else's to read.
      if (files.value !== undefined) process.umask(0o077);
      // Nodes of one PostgreSQL share a folder.
      const claimed = database.value === undefined ? claim(folder) : ok(() => undefined);
      if (!claimed.ok) return cli.fail(2, claimed.error);
      const release = claimed.value;
      const stop = stopSignal();
      const opened = await openMplatform({
        dataFolder: folder,
        port,
        clock: systemClock,
        version: appVersion,
        operatorPage: true,
        ...(options.trustProxy === undefined ? {} : { lingerMs: LINGER_MS }),
        ...(options.trustProxy === undefined ? {} : { trusts: trusts.value }),
        // Written at once: what is said last is what one wants to read after a crash.
        logger: pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true })),
        ...(health === undefined ? {} : { health }),
        ...(publicAddress === undefined ? {} : { publicAddress: publicAddress.replace(/\/$/, '') }),
        ...(options.host === undefined ? {} : { host: options.host }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        ...(database.value === undefined ? {} : { database: database.value }),
        ...(files.value === undefined ? {} : { files: files.value }),
        ...(retention.value === undefined ? {} : { retentionDays: retention.value }),
      });
      if (!opened.ok) {
        stop.forget();
        release();
        return cli.fail(2, inFolder(opened.error, folder));
      }
      const { address, healthPort } = opened.value;
      cli.print(sentence('mplatform.started', { address }), { address, port: opened.value.port, healthPort });
      await stop.told;
      await opened.value.close();
      release();
      cli.say(sentence('mplatform.stopped'));
    });
  for (const command of [migrateCommand(context), pruneCommand(context), ...operatorCommands(context)])
    mplatform.addCommand(command);
  return mplatform;
}

/** The folder for this process alone, with its embedded database. Gives how to let go of it. */
function claim(folder: string): Result<() => void, Problem> {
  // Two servers on one database would give no live line a word of what the other one was told.
  const lock = claimDataFolder(folder);
  if (!lock.ok) return err(lock.error.code === 'app.runs-already' ? problem('mplatform.runs-already', { folder }) : lock.error);
  const lost = emptied(join(folder, 'mplatform.db'), [join(folder, 'keys', 'receipts.pem')]);
  if (lost === undefined) return ok(lock.value.release);
  lock.value.release();
  return err(lost);
}

/** Scheme and name alone: what devices and tills are told, and what browsers must call the operator's pages by. */
const isServerAddress = (text: string): boolean => /^https?:\/\/[^/?#@\s]+\/?$/i.test(text) && URL.canParse(text);

/** Long enough for a balancer to notice that no new connections are taken, and shorter than it leaves a node out for that. */
const LINGER_MS = 1500;

const LEVELS: readonly string[] = ['error', 'warn', 'info', 'silent'];

/** `9464` or `10.0.0.5:9464`; null when it is neither. */
function healthPlace(text: string): { readonly port: number; readonly host?: string } | null {
  const [, host, digits] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) > 65_535) return null;
  return { port: Number(digits), ...(host === undefined ? {} : { host: host.replace(/^\[(.*)\]$/, '$1') }) };
}

/** Ctrl+C, or the service manager. A second time ends it at once, as the system does by itself. */
function stopSignal(): { readonly told: Promise<void>; readonly forget: () => void } {
  let forget = (): void => undefined;
  const told = new Promise<void>((resolve) => {
    const heard = (): void => {
      forget();
      resolve();
    };
    forget = () => {
      process.off('SIGINT', heard);
      process.off('SIGTERM', heard);
    };
    process.on('SIGINT', heard);
    process.on('SIGTERM', heard);
  });
  return { told, forget };
}
