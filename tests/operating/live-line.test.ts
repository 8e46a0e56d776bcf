import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { enrolDevice, openLive, startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { makeAuthority, makeCertificate } from '../../native-checks/probe/lab/certificates.ts';
import { openDevice } from '../files/device.ts';
import { freePort } from '../files/line.ts';
import { type Balancer, balancer } from './balancer.ts';
import { inPlace } from './document.ts';
import { root, whyNot } from './here.ts';

const CONFIGURATION = readFileSync(join(root, 'docs/operating/nginx.conf'), 'utf8');
const READ_TIMEOUT_S = Number(/proxy_read_timeout (\d+)s;/.exec(CONFIGURATION)?.[1]);
/** Of the product, as the file says it of the nodes. */
const PING_S = Number(/pinged every (\d+) seconds/.exec(CONFIGURATION)?.[1]);
/** So that nginx's patience is one second, and all else as much shorter. */
const shorter = (seconds: number): number => (seconds * 1000) / READ_TIMEOUT_S;

const why = whyNot();
describe.skipIf(why !== null)(`a live line on which nobody says anything, behind nginx${why === null ? '' : ` (${why})`}`, () => {
  let folder: string;
  let proxy: Balancer;
  let server: TestServer | undefined;
  let address: string;
  let ca: string;
  const before = getCACertificates('default');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mplatform-live-'));
  });
  afterEach(async () => {
    await proxy.stop();
    await server?.close();
    setDefaultCACertificates(before);
    rmSync(folder, { recursive: true, force: true });
  });

  /** A node that pings so often, behind nginx by its file. */
  async function behindNginx(heartbeatMs: number): Promise<TestServer> {
    const port = await freePort();
    address = `https://localhost:${port}`;
    const node = await startServer({ heartbeatMs, publicAddress: address, trusts: (from) => from === '127.0.0.1' });
    server = node;
    const authority = await makeAuthority('Live');
    ca = authority.cert;
    const { cert, key } = await makeCertificate({ authority, hosts: ['localhost'] });
    for (const [name, text] of Object.entries({ 'fullchain.pem': cert, 'key.pem': key })) writeFileSync(join(folder, name), text);
    setDefaultCACertificates([...before, authority.cert]);
    const configuration = join(folder, 'mplatform.conf');
    const places = {
      [`proxy_read_timeout ${READ_TIMEOUT_S}s`]: 'proxy_read_timeout 1s',
      '127.0.0.1:8081': `127.0.0.1:${node.mplatform.port}`,
      '    server 127.0.0.1:8082 max_fails=1 fail_timeout=2s;\n': '',
      'listen 443': `listen 127.0.0.1:${port}`,
      '    listen [::]:443 ssl;\n': '',
      'mplatform.example.com': 'localhost',
      '/etc/ssl/mplatform': folder,
    };
    writeFileSync(configuration, inPlace(CONFIGURATION, places));
    proxy = balancer(join(folder, 'nginx'), configuration, port);
    await proxy.start();
    return { ...node, address, clock: systemClock } as TestServer;
  }

  it('stands for as long as one likes by the pings of the node, and a poke comes over it', async () => {
    const at = await behindNginx(shorter(PING_S));
    const device = await enrolDevice(at);
    const line = await openLive(at, device);
    await line.next();
    // Three times as long as nginx waits.
    let pings = 0;
    await new Promise<void>((resolve, reject) => {
      line.socket.on('close', () => reject(new Error('the line was cut')));
      line.socket.on('ping', () => {
        pings += 1;
        if (pings === (3 * READ_TIMEOUT_S) / PING_S + 1) resolve();
      });
    });
    await device.act({ kind: 'ticket.addNote', target: 't-80', args: { text: 'Uwaga' } });
    expect(await line.next()).toMatchObject({ type: 'changed' });
    line.socket.removeAllListeners('close').terminate();
  }, 60_000);

  it('is cut by nginx where no ping comes in time, and the device opens another one by itself and misses nothing', async () => {
    const at = await behindNginx(600_000);
    const own = join(folder, 'device');
    mkdirSync(own);
    const device = await openDevice({ folder: own, address, ca, clock: systemClock });
    let rounds = 0;
    device.sync.start();
    const again = device.until(() => {
      if (device.sync.status().state === 'syncing') rounds += 1;
      return rounds === 2;
    });
    const other = await enrolDevice(at, 'machine-0002');
    const line = await openLive(at, other);
    expect(await line.closed).toBe(1006);
    // Nobody did anything: what made it ask again is the line that it lost.
    await again;
    await other.act({ kind: 'ticket.addNote', target: 't-80', args: { text: 'Po przerwie' } });
    const texts = () => device.store.viewRows.dossier('t-80')?.dossier.ticket.notes.map(({ text }) => text) ?? [];
    await device.until(() => texts().includes('Po przerwie'));
    await device.close();
  }, 60_000);
});
