import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { openBrowser } from '../../mplatform/server/operator-page/testing.ts';
import { enrolDevice, openLive } from '../../mplatform/server/testing.ts';
import { openDevice } from '../files/device.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { whyNot } from './here.ts';
import { firstTime, OPERATOR, openStand, type Stand } from './stand.ts';
import { openForBusiness, PLANTED } from './work.ts';

const why = whyNot();
describe.skipIf(why !== null)(`the logs of a day${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await openStand();
    await firstTime(stand);
  }, 300_000);
  afterAll(() => stand.close());

  it('have no word of people, tills, secrets and addresses, whether calls went well or not', async () => {
    const { code } = await openForBusiness(stand, 2);
    const words = new Set<string>([
      ...Object.values(PLANTED),
      OPERATOR.name,
      OPERATOR.password,
      'Olga Sowa',
      'alfa-1',
      't-300',
      '203.0.113.9',
    ]);
    // Well.
    const codes = [await code(), await code()];
    const folder = tempFolder();
    const device = await openDevice({
      folder,
      address: stand.address,
      ca: stand.ca,
      clock: systemClock,
      machineId: 'machine-KORNEL',
      code: codes[0] ?? '',
    });
    const scan = pdf(600_000);
    expect(device.store.submit({ kind: 'ticket.take', target: 't-300', args: {} })).toMatchObject({ ok: true });
    expect(await device.attach(scan, 't-300', 'quote', 'Pyrkosz Genowefa.pdf')).toMatchObject({ ok: true });
    await device.files.start();
    device.sync.start();
    await device.until(() => device.store.operations.waiting() === 0);
    await device.close();
    const other = await enrolDevice(stand.server, 'machine-KORNEL-2', codes[1]);
    const line = await openLive(stand.server, other);
    await line.next();
    line.socket.close();
    await line.closed;
    // And not well.
    const spoofed = { 'x-forwarded-for': '203.0.113.9', 'user-agent': 'Pyrkosz' };
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(stand.address + path, {
        method: 'POST',
        body,
        headers: { ...spoofed, 'content-type': 'application/json', ...headers },
      });
    const authorization = `Bearer ${other.token}`;
    await post(
      '/v1/devices',
      JSON.stringify({ enrolmentCode: 'KORNEL-KORNEL', machineId: 'machine-KORNEL', name: 'Pyrkosz', appVersion: '1' }),
    );
    await post('/v1/operations', `{"operations":[{"kind":"ticket.addNote","target":"t-300","args":{"text":"Pyrkosz"`, {
      authorization,
    });
    await post(
      '/v1/operations',
      JSON.stringify({
        operations: [{ ...other.operation({ kind: 'ticket.take', target: 't-301', args: {} }), deviceTime: 'Pyrkosz' }],
      }),
      { authorization },
    );
    await post('/v1/tokens', JSON.stringify({ refreshToken: other.enrolment.refreshToken }));
    await post('/pos/v1/contact', JSON.stringify({ punktId: '900', posName: 'Pyrkosz', version: '7' }));
    await fetch(`${stand.address}/v1/changes?cursor=Pyrkosz`, { headers: { authorization, ...spoofed } });
    await fetch(`${stand.address}/v1/files/${scan.sha256}?who=Pyrkosz`, { headers: { ...spoofed } });
    await fetch(`${stand.address}/Pyrkosz/%ff`, { headers: { ...spoofed } });
    await openBrowser(stand.address).logIn('Pyrkosz', 'KORNEL-KORNEL-1');
    // PostgreSQL goes away in the middle of it.
    await stand.postgres.stop('immediate');
    await Promise.all(
      Array.from({ length: 4 }, () =>
        other.act({ kind: 'ticket.addNote', target: 't-300', args: { text: PLANTED.representative } }).catch(() => undefined),
      ),
    );
    for (const text of [
      'KORNEL',
      'Pyrkosz',
      ...codes,
      other.token,
      other.enrolment.refreshToken,
      other.enrolment.deviceId,
      scan.sha256,
    ])
      words.add(text);

    const password = /:([0-9a-f]{48})@/.exec(readFileSync(join(stand.folder, 'etc/mplatform/database'), 'utf8'))?.[1] ?? '';
    words.add(password);
    const lines = stand.nodes.flatMap((node) => node.said().trim().split('\n'));
    const said = lines.filter((one) => one.startsWith('{')).map((one) => JSON.parse(one) as Record<string, unknown>);
    // It was written of, with everything there is to write.
    for (const route of ['/v1/operations', '/v1/files', '/v1/devices', '/operator/login', '/pos/v1/contact'])
      expect([route, said.some((one) => one.route === route)]).toEqual([route, true]);
    expect(said.some(({ status }) => status === 503)).toBe(true);
    const fields = new Set(said.flatMap((one) => Object.keys(one)));
    expect([...fields].sort()).toEqual(['level', 'method', 'ms', 'msg', 'reqId', 'route', 'status', 'time']);
    expect(readFileSync(join(stand.folder, 'nginx/access.log'), 'utf8')).toBe('');
    lines.push(...stand.postgres.said().split('\n'));
    for (const word of words) expect([word, lines.find((one) => one.includes(word))]).toEqual([word, undefined]);
  }, 300_000);
});
