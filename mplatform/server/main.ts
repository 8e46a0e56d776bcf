import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import type { EchoLimits } from './echo.ts';
import type { FileShelf } from './files.ts';
import { placeName, type S3Place } from './files-place.ts';
import { openShelf } from './files-shelf.ts';
import type { RateLimits, Tls } from './http/app.ts';
import { openKeys, type ServerKeys } from './keys.ts';
import { createOperator, type Operator } from './operator.ts';
import type { OperatorPageOptions } from './operator-page/index.ts';
import { applySetting } from './operator-setting.ts';
import type { Trusts } from './proxies.ts';
import { seedTraining } from './seed.ts';
import { seedMaterial } from './seed-material.ts';
import { createServer, type FieldServer, type ServerOptions } from './server.ts';
import type { Store } from './store/port.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { openSupportKey } from './support-key.ts';

export { HELP_LINE } from './operator-setting.ts';

export interface MplatformOptions {
  /** Database (unless `database` says where else), keys and files; made when it is not there. Nodes of one database share it. */
  readonly dataFolder: string;
  /** PostgreSQL instead of the embedded engine: `postgres://ROLE@HOST/DATABASE`. */
  readonly database?: string;
  /** Files in an S3-compatible storage instead of the data folder. */
  readonly files?: S3Place;
  /** 0 takes a free one. */
  readonly port: number;
  /** This machine alone unless told otherwise. */
  readonly host?: string;
  readonly seed?: 'training';
  readonly tls?: Tls;
  readonly clock: Clock;
  readonly logger?: FastifyBaseLogger;
  /** What tills and devices call it by, when that is not where it listens. */
  readonly publicAddress?: string;
  readonly version?: string;
  /** Where `migrations/mplatform` lies; a packed app keeps it elsewhere than the sources do. */
  readonly resources?: string;
  readonly rateLimits?: RateLimits;
  /** Load balancers in front of this node; see `proxies.ts`. */
  readonly trusts?: Trusts;
  /** How often live lines are looked after, in milliseconds. */
  readonly heartbeatMs?: number;
  /** How long a stop goes on answering a balancer, in milliseconds; see `server.ts`. */
  readonly lingerMs?: number;
  readonly echoLimits?: EchoLimits;
  /** Programs that speak an older version of the field API are asked to be updated. */
  readonly oldestContract?: number;
  /** After how many days what proves nothing any more is forgotten; never unless given. See `retention.ts`. */
  readonly retentionDays?: number;
  /** Where `/livez`, `/readyz` and `/metrics` are told; nowhere unless asked for. This machine alone unless a host is given. */
  readonly health?: { readonly port: number; readonly host?: string };
  /** The operator's pages below `/operator`; there only when asked for. */
  readonly operatorPage?: true | Pick<OperatorPageOptions, 'sessionLimits' | 'passwordCost' | 'callsAMinute'>;
}

export interface Mplatform {
  /** With scheme and port, as `publicAddress` if that was given. */
  readonly address: string;
  readonly port: number;
  /** Ed25519, SPKI in PEM. */
  readonly receiptPublicKey: string;
  readonly operator: Operator;
  /** The port of `health`. */
  readonly healthPort?: number;
  /** Finishes what was begun; then the database is closed. */
  close(): Promise<void>;
}

/**
 * The reference M/platform on embedded SQLite or on PostgreSQL, listening.
 *
 * Errors: `mplatform.port-in-use`, `mplatform.cannot-listen`, `mplatform.keys-damaged`, `mplatform.folder-unusable`,
 * and those of `openDatabase`, `openPostgresStore` and `openShelf`.
 */
export async function openMplatform(options: MplatformOptions): Promise<Result<Mplatform, Problem>> {
  const { dataFolder, clock, host = '127.0.0.1' } = options;
  const opened = await openFolder(options);
  if (!opened.ok) return opened;
  const { keys, shelf } = opened.value;
  const watched =
    options.health === undefined
      ? undefined
      : await watch(opened.value.store, options.files === undefined ? join(dataFolder, 'files') : undefined, options.health);
  if (watched?.ok === false) {
    await opened.value.close();
    return watched;
  }
  const store = watched?.value.store ?? opened.value.store;
  if (options.seed === 'training') await seedTraining(store, clock.now());
  let address = options.publicAddress ?? '';
  if (options.seed === 'training') await seedMaterial(store, shelf, options.resources ?? ownResources(), clock.now());
  const server = await createServer({
    store,
    clock,
    keys,
    files: shelf,
    shelf,
    version: options.version ?? '1',
    tls: options.tls,
    logger: options.logger,
    rateLimits: options.rateLimits,
    trusts: options.trusts,
    echoLimits: options.echoLimits,
    oldestContract: options.oldestContract,
    metrics: watched?.value.metrics,
    lingerMs: options.lingerMs,
    secure: options.tls !== undefined || options.publicAddress?.startsWith('https:') === true,
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
    operatorPage: options.operatorPage && {
      ...(options.operatorPage === true ? {} : options.operatorPage),
      publicAddress: options.publicAddress,
      ownAddress: () => address,
    },
  });
  const port = await listen(server, options.port, host);
  if (!port.ok) {
    await watched?.value.close();
    await server.close();
    await opened.value.close();
    return port;
  }
  const operator = createOperator(store, clock, randomBytes);
  address = options.publicAddress ?? `${options.tls ? 'https' : 'http'}://${urlHost(host)}:${port.value}`;
  const supportPublicKey = openSupportKey(join(dataFolder, 'keys'));
  await store.transaction((tx) =>
    applySetting(tx, { serverAddress: address, ...(supportPublicKey === undefined ? {} : { supportPublicKey }) }),
  );
  const { retentionDays, logger } = options;
  const rounds = retentionDays === undefined ? undefined : await forgetting({ store, clock }, retentionDays, logger);
  return ok({
    address,
    port: port.value,
    receiptPublicKey: keys.receipts.publicKey,
    operator,
    ...(watched === undefined ? {} : { healthPort: watched.value.port }),
    async close() {
      watched?.value.stopping();
      const forgotten = rounds?.stop();
      await server.close();
      await forgotten;
      await watched?.value.close();
      await opened.value.close();
    },
  });
}

/** Loads what counts only where it is wanted: a technician's machine, whose training has none of it, does not. */
async function watch(store: Store, files: string | undefined, { port, host }: NonNullable<MplatformOptions['health']>) {
  const [{ createMetrics }, { openHealth }, { watchStore }] = await Promise.all([
    import('./metrics.ts'),
    import('./health.ts'),
    import('./watch-store.ts'),
  ]);
  const metrics = createMetrics();
  const watching = watchStore(store, files, metrics);
  try {
    const health = await openHealth({ notReady: watching.notReady, metrics }, port, host);
    return ok({ ...watching, metrics, port: health.port, close: health.close });
  } catch (cause) {
    return cannotListen(cause, port, host ?? '127.0.0.1');
  }
}

/** Not loaded on a technician's machine either. */
async function forgetting(context: Pick<ServerOptions, 'store' | 'clock'>, days: number, logger: FastifyBaseLogger | undefined) {
  const { forgetDaily } = await import('./retention-rounds.ts');
  return forgetDaily(context, days * DAY_MS, (round) => {
    if ('failed' in round) logger?.error({ err: round.failed }, 'forgetting what is old failed');
    else logger?.info(round, 'what is old was forgotten');
  });
}
const DAY_MS = 86_400_000;

interface Opened {
  readonly store: Store;
  readonly keys: ServerKeys;
  readonly shelf: FileShelf;
  close(): Promise<void>;
}

async function openFolder(options: MplatformOptions): Promise<Result<Opened, Problem>> {
  const { dataFolder } = options;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const keys = openKeys(join(dataFolder, 'keys'));
    if (!keys.ok) return keys;
    // Before the database, which remembers where files are kept: not at a place that nobody could reach.
    const files = await openShelf(dataFolder, options);
    if (!files.ok) return files;
    const store = await openStore(options, keys.value);
    if (!store.ok) {
      await files.value.close();
      return store;
    }
    return ok({
      store: store.value,
      keys: keys.value,
      shelf: files.value.shelf,
      async close() {
        await files.value.close();
        await store.value.close();
      },
    });
  } catch (cause) {
    if (cause instanceof DatabaseProblem) return err(cause.problem);
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    return err(problem('mplatform.folder-unusable', { folder: dataFolder, reason: code }));
  }
}

async function openStore(options: MplatformOptions, keys: ServerKeys): Promise<Result<Store, Problem>> {
  const { dataFolder, database, resources = ownResources() } = options;
  if (database === undefined) {
    return ok(
      openSqliteStore({
        file: join(dataFolder, 'mplatform.db'),
        migrations: join(resources, 'migrations', 'mplatform'),
        backups: join(dataFolder, 'backups'),
      }),
    );
  }
  // A technician's machine, whose training never asks for it, does not load it.
  const { openPostgresStore } = await import('./store/postgres.ts');
  const own = createHash('sha256').update(keys.secret).update(keys.receipts.publicKey).digest('hex');
  return openPostgresStore({
    url: database,
    migrations: join(resources, 'migrations', 'mplatform-postgres'),
    keys: own,
    files: placeName(options.files),
  });
}

async function listen(server: FieldServer, port: number, host: string): Promise<Result<number, Problem>> {
  try {
    return ok(await server.listen(port, host));
  } catch (cause) {
    return cannotListen(cause, port, host);
  }
}

function cannotListen(cause: unknown, port: number, host: string): Result<never, Problem> {
  const reason = errorCode(cause);
  if (reason === undefined) throw cause;
  return err(
    reason === 'EADDRINUSE'
      ? problem('mplatform.port-in-use', { port })
      : problem('mplatform.cannot-listen', { host, port, reason }),
  );
}

/** The operating system's code (`EACCES`, `ENOTDIR`); what has none is a bug. */
function errorCode(cause: unknown): string | undefined {
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : undefined;
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Sources and builds lie at different depths below the folder that holds `resources/`. */
function ownResources(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = join(folder, 'resources');
    if (existsSync(join(found, 'migrations', 'mplatform'))) return found;
    if (dirname(folder) === folder) throw new Error('No resources/migrations/mplatform at or above this module');
  }
}
