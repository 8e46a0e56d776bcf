import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Enrolment, TokenPair } from '../contract/schemas.ts';
import { LIVE_CLOSE } from './live.ts';
import { call, enrolDevice, openLive, type Said, startServer, type TestServer } from './testing.ts';
import { ACCESS_MS, REFRESH_MS } from './tokens.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

const enrol = (enrolmentCode: string, machineId = 'machine-0001'): Promise<Said> =>
  call(server.address, 'enrol', { body: { enrolmentCode, machineId, name: 'Laptop', appVersion: '1' } });
const refresh = (refreshToken: string): Promise<Said> => call(server.address, 'refresh', { body: { refreshToken } });
const signOff = (token: string): Promise<Said> => call(server.address, 'signOff', { token });
const use = async (token: string): Promise<string | undefined> => (await call(server.address, 'changes', { token })).code;
const pairOf = (said: Said): TokenPair => said.body as TokenPair;
const issueCode = async (technicianId = 'technik-szkolenie'): Promise<string> => {
  const issued = await server.mplatform.operator.issueEnrolmentCode(technicianId);
  if (!issued.ok) throw new Error(issued.error.code);
  return issued.value;
};

describe('enrolment', () => {
  it('tells the device whose it is, however the code was typed', async () => {
    const said = await enrol(' szko-lenie ');
    expect(said.body).toMatchObject({
      technician: { id: 'technik-szkolenie', dealerId: '101', dealerName: 'Dealer Alfa' },
      receiptPublicKey: server.mplatform.receiptPublicKey,
      lastSeq: 0,
    });
  });

  it('gives the very same device and tokens when the answer was lost and the call repeated', async () => {
    const first = await enrol('SZKOLENIE');
    server.clock.advance(60_000);
    const second = await enrol('SZKOLENIE');
    const { serverTime: _, ...same } = first.body as Enrolment;
    expect(second.body).toMatchObject(same);
  });

  it('knows a machine again, with the count of its operations', async () => {
    const device = await enrolDevice(server);
    await device.act({ kind: 'ticket.addNote', target: 't-80', args: { text: 'Uwaga' } });
    expect((await enrol('SZKOLENIE')).body).toMatchObject({ deviceId: device.enrolment.deviceId, lastSeq: 1 });
  });

  it('takes a code once: the same machine may repeat it, another may not', async () => {
    const code = await issueCode();
    expect((await enrol(code)).code).toBeUndefined();
    expect((await enrol(code)).code).toBeUndefined();
    expect((await enrol(code, 'machine-0002')).code).toBe('enrolment.code-used');
  });

  it('refuses a wrong code and one past its seven days, in Polish or in English', async () => {
    const wrong = await call(server.address, 'enrol', {
      body: { enrolmentCode: 'NIEMA', machineId: 'machine-0001', name: '', appVersion: '1' },
      headers: { 'accept-language': 'en-GB, pl;q=0.5' },
    });
    expect(wrong.body).toMatchObject({
      code: 'enrolment.code-unknown',
      title: 'There is no such enrolment code. Check it character by character.',
    });
    const code = await issueCode();
    server.clock.advance(7 * 86_400_000);
    expect((await enrol(code)).body).toMatchObject({
      code: 'enrolment.code-expired',
      title: 'Ten kod rejestracji stracił ważność. Poproś Dealera o nowy.',
    });
  });
});

describe('tokens', () => {
  it('gives the same next pair as often as the answer is lost, and the old one works until then', async () => {
    const first = pairOf(await enrol('SZKOLENIE'));
    const lost = pairOf(await refresh(first.refreshToken));
    expect(await use(first.accessToken)).toBeUndefined();
    server.clock.advance(1000);
    const again = pairOf(await refresh(first.refreshToken));
    expect([again.accessToken, again.refreshToken]).toEqual([lost.accessToken, lost.refreshToken]);
  });

  it('makes the old pair void with the first use of the new one', async () => {
    const first = pairOf(await enrol('SZKOLENIE'));
    await use(first.accessToken);
    const second = pairOf(await refresh(first.refreshToken));
    expect(await use(second.accessToken)).toBeUndefined();
    expect((await refresh(first.refreshToken)).code).toBe('auth.superseded');
    expect(await use(first.accessToken)).toBe('auth.expired');
    expect((await refresh(second.refreshToken)).code).toBeUndefined();
  });

  it('takes refreshing by the new refresh token as its first use', async () => {
    const first = pairOf(await enrol('SZKOLENIE'));
    const second = pairOf(await refresh(first.refreshToken));
    await refresh(second.refreshToken);
    expect((await refresh(first.refreshToken)).code).toBe('auth.superseded');
  });

  it('lets an answer that was lost for longer than an access token lives be fetched, and its token works', async () => {
    const first = pairOf(await enrol('SZKOLENIE'));
    await refresh(first.refreshToken);
    server.clock.advance(5 * ACCESS_MS);
    const late = pairOf(await refresh(first.refreshToken));
    expect(await use(late.accessToken)).toBeUndefined();
  });

  it('ends an access token after an hour and a refresh token after 400 days', async () => {
    const first = pairOf(await enrol('SZKOLENIE'));
    server.clock.advance(ACCESS_MS - 1);
    expect(await use(first.accessToken)).toBeUndefined();
    server.clock.advance(1);
    expect(await use(first.accessToken)).toBe('auth.expired');
    server.clock.advance(REFRESH_MS - ACCESS_MS - 1);
    expect((await refresh(first.refreshToken)).code).toBeUndefined();
    server.clock.advance(1);
    expect((await refresh(first.refreshToken)).code).toBe('auth.expired');
  });

  it('does not know a token that was changed, made up, of the other purpose, or of another server', async () => {
    const pair = pairOf(await enrol('SZKOLENIE'));
    const other = await startServer();
    const foreign = await enrolDevice(other);
    await other.close();
    const nextGeneration = pair.accessToken.replace(/\.1\./, '.2.');
    for (const token of [nextGeneration, pair.refreshToken, foreign.token, 'mt.a.x.1.1.aaaa', 'x'.repeat(150)]) {
      expect(await use(token)).toBe('auth.unknown');
    }
    expect((await call(server.address, 'changes')).code).toBe('auth.unknown');
    expect((await refresh(pair.accessToken)).code).toBe('auth.unknown');
  });

  it('shuts a revoked device out with every token, until a fresh code brings it back', async () => {
    const device = await enrolDevice(server);
    await server.mplatform.operator.revokeDevice(device.enrolment.deviceId);
    expect(await use(device.token)).toBe('auth.revoked');
    expect((await refresh(device.enrolment.refreshToken)).code).toBe('auth.revoked');
    expect((await enrol('SZKOLENIE')).code).toBe('auth.revoked');
    const back = await enrol(await issueCode());
    expect(back.body).toMatchObject({ deviceId: device.enrolment.deviceId });
    expect(await use(pairOf(back).accessToken)).toBeUndefined();
  });

  it('lets a device sign itself off: all its tokens are refused from then on, and a repeat is answered alike', async () => {
    const device = await enrolDevice(server);
    await device.act({ kind: 'ticket.addNote', target: 't-80', args: { text: 'Uwaga' } });
    const at = server.clock.now();
    const { deviceId, refreshToken } = device.enrolment;
    const line = await openLive(server, device);
    expect((await signOff(device.token)).status).toBe(204);
    expect(await line.closed).toBe(LIVE_CLOSE.revoked);
    expect((await signOff(device.token)).status).toBe(204);
    server.clock.advance(2 * ACCESS_MS);
    expect((await signOff(device.token)).status).toBe(204);
    expect(await use(device.token)).toBe('auth.revoked');
    expect((await refresh(refreshToken)).code).toBe('auth.revoked');
    expect((await device.send([])).code).toBe('auth.revoked');
    const store = await server.openStore();
    const found = await store.read((tx) => tx.device(deviceId));
    await store.close();
    expect(found).toMatchObject({ revokedAt: at, signedOffAt: at, lastSeq: 1 });
  });

  it('takes a device that signed off in again by a fresh code, as the same one, and not by the code that was used', async () => {
    const code = await issueCode();
    const first = (await enrol(code)).body as Enrolment;
    expect((await signOff(first.accessToken)).status).toBe(204);
    expect((await enrol(code)).code).toBe('auth.revoked');
    const back = (await enrol(await issueCode())).body as Enrolment;
    expect(back.deviceId).toBe(first.deviceId);
    expect(await use(back.accessToken)).toBeUndefined();
    // What was on its way since before must not sign off the one that is back.
    expect((await signOff(first.accessToken)).code).toBe('auth.expired');
    expect(await use(back.accessToken)).toBeUndefined();
  });

  it('refuses the word of an older pair once a newer one was handed out, and of a device that was shut out', async () => {
    const device = await enrolDevice(server);
    await use(device.token);
    const next = pairOf(await refresh(device.enrolment.refreshToken));
    expect((await signOff(device.token)).code).toBe('auth.expired');
    expect((await signOff(next.refreshToken)).code).toBe('auth.unknown');
    await server.mplatform.operator.revokeDevice(device.enrolment.deviceId);
    expect((await signOff(next.accessToken)).code).toBe('auth.revoked');
  });

  it('shuts a signed-off device’s practice out no more than any other: the training code brings it back', async () => {
    const device = await enrolDevice(server);
    expect((await signOff(device.token)).status).toBe(204);
    const back = await enrol('SZKOLENIE');
    expect(back.body).toMatchObject({ deviceId: device.enrolment.deviceId, lastSeq: 0 });
  });

  it('still knows its tokens after a restart of the server', async () => {
    const device = await enrolDevice(server);
    await server.restart();
    expect(await use(device.token)).toBeUndefined();
  });
});
