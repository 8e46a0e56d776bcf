import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { openBrowser } from '../../mplatform/server/operator-page/testing.ts';
import { call, enrolDevice, openLive } from '../../mplatform/server/testing.ts';
import { openDevice } from '../files/device.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { whyNot } from './here.ts';
import { firstTime, OPERATOR, openStand, type Stand } from './stand.ts';
import { openForBusiness } from './work.ts';

const why = whyNot();
describe.skipIf(why !== null)(`from an empty folder by the document’s own commands${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  let code: () => Promise<string>;
  beforeAll(async () => {
    stand = await openStand();
    await firstTime(stand);
    ({ code } = await openForBusiness(stand));
  }, 300_000);
  afterAll(() => stand.close());

  it('leaves secrets to those alone who need them', async () => {
    const mode = (path: string) => (statSync(join(stand.folder, path)).mode & 0o777).toString(8);
    expect(['etc/mplatform/owner', 'etc/mplatform/database', 'var/lib/mplatform', 'var/lib/mplatform/keys'].map(mode)).toEqual([
      '600',
      '600',
      '700',
      '700',
    ]);
    const [, password = ''] = /:([0-9a-f]{48})@/.exec(readFileSync(join(stand.folder, 'etc/mplatform/database'), 'utf8')) ?? [];
    expect(password).toHaveLength(48);
    for (const node of stand.nodes) {
      for (const file of ['cmdline', 'environ'])
        expect(readFileSync(`/proc/${node.pid}/${file}`, 'utf8')).not.toContain(password);
      expect(node.said()).not.toContain(password);
    }
  });

  it('a device enrols through the balancer, sends a large document in pieces, and hears of changes by the other node', async () => {
    const open = async (machineId: string) =>
      openDevice({
        folder: tempFolder(),
        address: stand.address,
        ca: stand.ca,
        clock: systemClock,
        machineId,
        code: await code(),
      });
    const device = await open('machine-0001');
    expect(device.store.submit({ kind: 'ticket.take', target: 't-300', args: {} }).ok).toBe(true);
    const scan = pdf(24_000_000);
    await device.files.start();
    device.sync.start();
    expect(await device.attach(scan, 't-300')).toMatchObject({ ok: true, value: { sha256: scan.sha256 } });
    await device.until(() => device.store.operations.waiting() === 0);
    expect(device.store.operations.history(1)[0]).toMatchObject({ outcome: 'applied' });
    expect(statSync(join(stand.folder, 'var/lib/mplatform/files', scan.sha256)).size).toBe(24_000_000);

    const other = await open('machine-0002');
    const text = 'Klucz jest u sąsiada';
    expect(other.store.submit({ kind: 'ticket.addNote', target: 't-300', args: { text } })).toMatchObject({ ok: true });
    await other.sync.now();
    await device.until(() => JSON.stringify(device.store.viewRows.dossier('t-300')).includes(text));
    await Promise.all([device.close(), other.close()]);
  }, 300_000);

  it('one line is kept by each node, and both are poked', async () => {
    const device = await enrolDevice(stand.server, 'machine-0003', await code());
    const lines = [await openLive(stand.server, device), await openLive(stand.server, device)];
    const seqs = await Promise.all(lines.map(async (line) => ((await line.next()) as { seq: number }).seq));
    const open = await Promise.all(
      stand.nodes.map(async (node) => /^mplatform_live_lines (\d+)$/m.exec(await node.metrics())?.[1]),
    );
    expect(open).toEqual(['1', '1']);
    await device.act({ kind: 'ticket.addNote', target: 't-300', args: { text: 'Umówiono termin' } });
    const told = await Promise.all(lines.map((line) => line.next()));
    expect(told).toEqual(seqs.map((seq) => ({ type: 'changed', seq: seq + 1 })));
    for (const line of lines) line.socket.close();
    await Promise.all(lines.map((line) => line.closed));
  });

  it('what a caller says of where it comes from counts for nothing', async () => {
    // 60 bodies a minute at each of two nodes; with an address of its own for each call there would be no end.
    const codes = new Map<number, number>();
    for (let n = 0; n < 140; n += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${n}`, forwarded: `for=203.0.113.${n}`, 'x-real-ip': `203.0.113.${n}` };
      const { status } = await fetch(`${stand.address}/v1/echo`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/octet-stream' },
        body: 'x',
      });
      codes.set(status, (codes.get(status) ?? 0) + 1);
    }
    expect(codes).toEqual(
      new Map([
        [200, 120],
        [429, 20],
      ]),
    );
  });

  it('the line is TLS 1.2 or newer, browsers are told to stay with it, and cookies are for it alone', async () => {
    const { port } = new URL(stand.address);
    const version = async (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') => {
      const options = {
        host: 'localhost',
        port: Number(port),
        ca: stand.ca,
        maxVersion,
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      } as const;
      const socket = connectTls(options);
      const [what] = await Promise.race([
        once(socket, 'secureConnect').then(() => [socket.getProtocol()]),
        once(socket, 'error'),
      ]).catch((cause) => [cause]);
      socket.destroy();
      return typeof what === 'string' ? what : 'refused';
    };
    expect(await Promise.all([version('TLSv1.1'), version('TLSv1.2'), version('TLSv1.3')])).toEqual([
      'refused',
      'TLSv1.2',
      'TLSv1.3',
    ]);
    const { headers } = await call(stand.address, 'health');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    const { headers: set } = await openBrowser(stand.address).logIn(OPERATOR.name, OPERATOR.password);
    expect(set.getSetCookie().join()).toMatch(/^__Host-.*; Secure; HttpOnly; SameSite=Strict/);
  });
});
