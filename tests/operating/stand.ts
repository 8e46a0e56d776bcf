import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { systemClock } from '../../domain/clock.ts';
import type { TestServer } from '../../mplatform/server/testing.ts';
import { makeAuthority, makeCertificate } from '../../native-checks/probe/lab/certificates.ts';
import { freePort } from '../files/line.ts';
import { type Balancer, balancer } from './balancer.ts';
import { type DebianPostgres, startDebianPostgres } from './debian-postgres.ts';
import { commandsOf, inPlace } from './document.ts';
import { root, user } from './here.ts';
import { standIns } from './stand-ins.ts';
import { type RunningNode, startUnit } from './unit.ts';

/** What docs/operating.md leads to, on this machine, in a folder of its own that stands for the machine's root. */
export interface Stand {
  readonly folder: string;
  /** Of the balancer; TLS. */
  readonly address: string;
  /** The certificate's authority, PEM. */
  readonly ca: string;
  readonly postgres: DebianPostgres;
  /** Another cluster takes the place of the one there was, which is stopped, at its port. */
  replacePostgres(make: (folder: string, port: number) => Promise<DebianPostgres>): Promise<void>;
  readonly balancer: Balancer;
  /** By their ports, in the document's order. */
  readonly nodes: RunningNode[];
  readonly places: Readonly<Record<string, string>>;
  /** Another version of the program in the place of the one there was; what runs goes on. */
  install(program: string): void;
  /** For the calls of `mplatform/server/testing.ts`. */
  readonly server: TestServer;
  /** Runs commands of the document, in its words; gives what they said. */
  type(block: string, input?: string): Promise<string>;
  /** `systemctl start mplatform@…` */
  startNode(which: 0 | 1, more?: { readonly before?: readonly string[] }): Promise<RunningNode>;
  close(): Promise<void>;
}

export interface StandOptions {
  readonly settings?: Readonly<Record<string, string | number>>;
  /** For PostgreSQL; a small disk, for example. */
  readonly postgresFolder?: string;
  /** More that stands for something of the document. */
  readonly places?: Readonly<Record<string, string>>;
  /** The version to begin with; this one unless told otherwise. */
  readonly program?: string;
}

export async function openStand({
  settings = { fsync: 'off' },
  postgresFolder,
  places: more = {},
  program = root,
}: StandOptions = {}): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'mplatform-operating-'));
  chmodSync(folder, 0o755);
  for (const path of ['etc/mplatform', 'etc/systemd/system', 'etc/nginx/conf.d', 'etc/ssl/mplatform'])
    mkdirSync(join(folder, path), { recursive: true });
  let postgres = await startDebianPostgres({ folder: postgresFolder ?? join(folder, 'postgres'), settings });
  const [port, first, second] = [await freePort(), await freeFourDigits(), await freeFourDigits()];
  const address = `https://localhost:${port}`;
  const places: Record<string, string> = {
    '/opt/mplatform': program,
    'https://mplatform.example.com': address,
    'mplatform.example.com': 'localhost',
    'node electron/cli.ts': `${process.execPath} electron/cli.ts`,
    '127.0.0.1:5432': `127.0.0.1:${postgres.port}`,
    '18081': `1${first}`,
    '8081': String(first),
    '8082': String(second),
    'listen 443': `listen 127.0.0.1:${port}`,
    '    listen [::]:443 ssl;\n': '',
    ...Object.fromEntries(
      [
        '/etc/mplatform',
        '/etc/systemd/system',
        '/etc/nginx/conf.d',
        '/etc/ssl/mplatform',
        '/var/lib/mplatform',
        '/var/backups/mplatform',
      ].map((path) => [path, join(folder, path)]),
    ),
    ...more,
  };
  const authority = await makeAuthority('Operating');
  const { cert, key } = await makeCertificate({ authority, hosts: ['localhost'] });
  writeFileSync(join(folder, 'etc/ssl/mplatform/fullchain.pem'), cert);
  writeFileSync(join(folder, 'etc/ssl/mplatform/key.pem'), key, { mode: 0o600 });
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, authority.cert]);

  const nodes: RunningNode[] = [];
  const proxy = balancer(join(folder, 'nginx'), join(folder, 'etc/nginx/conf.d/mplatform.conf'), port);
  const as = user('nobody');
  const startNode: Stand['startNode'] = async (which, more = {}) => {
    const at = which === 0 ? first : second;
    const unit = join(folder, 'etc/systemd/system/mplatform@.service');
    const started = await startUnit({ unit, port: at, user: as, places, ...more });
    nodes[which] = started;
    return started;
  };
  /** What the document asks of systemd, the package manager and nginx comes here instead; each may fail by throwing. */
  const bySystem = async (line: string): Promise<void> => {
    const [, how, instances = ''] = /^systemctl (enable --now|start|stop|restart) (.+)$/.exec(line) ?? [];
    for (const instance of how === undefined ? [] : instances.split(' ').filter((one) => one.startsWith('mplatform@'))) {
      const which = instance === `mplatform@${first}` ? 0 : 1;
      await nodes[which]?.stop();
      if (how !== 'stop') await startNode(which);
    }
    if (line !== 'nginx -t') return;
    const file = join(folder, 'etc/nginx/conf.d/mplatform.conf');
    writeFileSync(file, inPlace(readFileSync(file, 'utf8'), places));
    await proxy.start();
  };
  const system = await standIns(join(folder, 'bin'), ['systemctl', 'useradd', 'npm', 'nginx'], bySystem);
  return {
    folder,
    address,
    ca: authority.cert,
    get postgres() {
      return postgres;
    },
    async replacePostgres(make) {
      await postgres.stop();
      postgres = await make(join(folder, `postgres-${Date.now()}`), postgres.port);
    },
    balancer: proxy,
    nodes,
    places,
    install(other) {
      places['/opt/mplatform'] = other;
    },
    server: { address, clock: systemClock } as unknown as TestServer,
    startNode,
    async type(block, input) {
      const env = { ...process.env, ...postgres.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
      const ran = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', inPlace(block, places)], {
        cwd: places['/opt/mplatform'],
        env,
      });
      ran.child.stdin?.end(input ?? '');
      const { stdout, stderr } = await ran;
      return stdout + stderr;
    },
    async close() {
      await system.close();
      await proxy.stop();
      await Promise.all(nodes.map((node) => node.stop()));
      await postgres.stop('immediate');
      setDefaultCACertificates(before);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const OPERATOR = { name: 'ewa', password: 'poziomka-w-lesie' };

/** As the document leads from an empty folder to a running server with its first operator. */
export async function firstTime(stand: Stand): Promise<void> {
  for (const block of commandsOf('The first time')) await stand.type(block, `${OPERATOR.password}\n`);
}

/** The unit's port for health is `1` and its own. */
async function freeFourDigits(): Promise<number> {
  const free = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
  for (;;) {
    const port = 2000 + Math.floor(Math.random() * 7999);
    if ((await free(port)) && (await free(Number(`1${port}`)))) return port;
  }
}
