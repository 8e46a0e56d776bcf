import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rfc3339 } from '../../../domain/clock.ts';
import type { SubTicket } from '../../../domain/model/index.ts';
import { type Handover, signHandover } from '../../../mplatform/contract/index.ts';
import { ACTOR, aDossier, aSubTicket, aTicket, NOW } from '../../../tests/support/dossiers.ts';
import { aStore, changesOf } from '../../../tests/support/store.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import type { Mode } from '../api/views.ts';
import { createHandedOver } from './handed-over.ts';

const keys = generateKeyPairSync('ed25519');
function aResult(change: Partial<Handover> = {}): string {
  const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  const at = rfc3339(NOW);
  return signHandover(
    {
      format: 1,
      id: randomUUID(),
      machineId: 'KASA-1',
      publicKey,
      startedAt: at,
      finishedAt: at,
      storeId: '735',
      serverAddress: 'm.example.com.pl',
      till: null,
      appVersion: '0.1.0',
      stages: [],
      ...change,
    },
    keys.privateKey,
  );
}

function setUp(mode: Mode = 'production', ...points: readonly (Partial<SubTicket> & { readonly ticketId: string })[]) {
  const { db, store } = aStore();
  for (const [i, { ticketId, ...point }] of points.entries()) {
    const ticket = aTicket({ id: ticketId, technicianId: ACTOR.technicianId, status: 'inProgress' });
    store.applyChanges(
      changesOf(aDossier(ticket, aSubTicket({ id: `${ticketId}-1`, ticketId, punktId: '735', ...point }))),
      `c-${i}`,
      true,
    );
  }
  const place = { mode, db, store };
  let changes = 0;
  const handedOver = createHandedOver({
    workplace: () => place,
    changed: () => {
      changes += 1;
    },
  });
  const folder = tempFolder('handed-over');
  const file = (text: string, name = 'wynik.mtechnik'): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return { handedOver, folder, file, place, changes: () => changes };
}

it('a result leads to the one open sub-ticket of its point, and waits until it was shown there', async () => {
  const { handedOver, file, changes } = setUp('production', { ticketId: '2000' }, { ticketId: '2001', status: 'closed' });
  const text = aResult();
  await handedOver.open(file(text));
  const next = handedOver.next();
  expect(next).toMatchObject({
    fileName: 'wynik.mtechnik',
    text,
    problem: null,
    places: [{ ticketId: '2000', subTicketId: '2000-1' }],
  });
  // A second double click is the same wish.
  await handedOver.open(file(text));
  handedOver.done(next?.id ?? '');
  expect([handedOver.next(), changes()]).toEqual([null, 2]);
});

it('of several the person says which', async () => {
  const { handedOver } = setUp('production', { ticketId: '2000' }, { ticketId: '2001' });
  handedOver.offer('../../wynik.mtechnik', aResult());
  const next = handedOver.next();
  expect([next?.fileName, next?.places.length]).toEqual(['wynik.mtechnik', 2]);
  handedOver.choose(next?.id ?? '', '2001-1');
  expect(handedOver.next()?.places.map(({ subTicketId }) => subTicketId)).toEqual(['2001-1']);
});

it.each([
  ['no such file', 'nie to', {}, 'handover.unreadable'],
  ['of a point that is nobody’s here', aResult({ storeId: '736' }), {}, 'handover.nobodys-store'],
  ['of a point that is done', aResult({ storeId: '999' }), {}, 'handover.store-done'],
  ['changed after it was signed', `${aResult().slice(0, -6)}AAAAAA`, {}, 'handover.forged'],
  ['of training, met at work', aResult({ storeId: '9', serverAddress: 'https://localhost:4443' }), {}, 'handover.of-training'],
  ['of work, met in training', aResult(), { mode: 'training' }, 'handover.of-production'],
  ['with nothing but brackets', `${Buffer.from('['.repeat(90_000)).toString('base64url')}.AA`, {}, 'handover.unreadable'],
] as const)('a file that is %s is met with a sentence', async (_, text, { mode = 'production' }: { mode?: Mode }, code) => {
  const { handedOver, file } = setUp(mode, { ticketId: '2000' }, { ticketId: '2002', punktId: '999', status: 'resigned' });
  await handedOver.open(file(text));
  expect(handedOver.next()).toMatchObject({ places: [], problem: { code } });
});

it('in training a result of the training’s own till is taken, and one that waits is judged anew after a switch', async () => {
  const { handedOver, file, place } = setUp('production', { ticketId: '2000' });
  await handedOver.open(file(aResult({ storeId: '735', serverAddress: 'https://localhost:4443' })));
  expect(handedOver.next()?.problem).toBeNull();
  Object.assign(place, { mode: 'training' });
  expect(handedOver.next()?.places).toHaveLength(1);
  handedOver.done(handedOver.next()?.id ?? '');
  await handedOver.open(file(aResult()));
  expect(handedOver.next()?.problem?.code).toBe('handover.of-production');
  Object.assign(place, { mode: 'production' });
  expect(handedOver.next()?.problem).toBeNull();
});

it('whatever a path names, no more is read than a result can be, and nothing waits for it', async () => {
  const { handedOver, folder, file } = setUp();
  const large = file('', 'large.mtechnik');
  truncateSync(large, 3_000_000_000);
  mkdirSync(join(folder, 'folder.mtechnik'));
  const secret = file('tajne', 'secret.txt');
  symlinkSync('/dev/zero', join(folder, 'endless.mtechnik'));
  const met: (string | undefined)[] = [];
  for (const path of [
    large,
    join(folder, 'folder.mtechnik'),
    secret,
    'wynik.mtechnik',
    join(folder, 'endless.mtechnik'),
    file('', 'empty.mtechnik'),
    join(folder, 'gone.mtechnik'),
  ]) {
    await handedOver.open(path);
    const next = handedOver.next();
    met.push(next?.problem?.code);
    expect(next?.text).toBeNull();
    handedOver.done(next?.id ?? '');
  }
  expect(met).toEqual([...Array<string>(6).fill('handover.unreadable'), 'handover.file-gone']);
  writeFileSync(join(folder, 'latin.mtechnik'), Buffer.from([0xff, 0xfe, 0x41]));
  await handedOver.open(join(folder, 'latin.mtechnik'));
  expect(handedOver.next()?.problem?.code).toBe('handover.unreadable');
});

it('a path into the system’s own devices is not even opened', async () => {
  const { handedOver, file } = setUp('production', { ticketId: '2000' });
  for (const space of ['//./', '//?/', '\\\\.\\', '\\\\?\\']) {
    await handedOver.open(space + file(aResult()).slice(1));
    expect(handedOver.next()?.problem?.code).toBe('handover.unreadable');
    handedOver.done(handedOver.next()?.id ?? '');
  }
});

it('a name shows what it is: nothing in it turns the line around or breaks it', async () => {
  const { handedOver, file } = setUp('production', { ticketId: '2000' });
  await handedOver.open(file(aResult(), 'a\u202Eb\nc\u001b[1m.mtechnik'));
  handedOver.offer('d\u2066e.mtechnik', 'nie to');
  expect(handedOver.next()?.fileName).toBe('a_b_c_[1m.mtechnik');
  handedOver.done(handedOver.next()?.id ?? '');
  expect(handedOver.next()?.fileName).toBe('d_e.mtechnik');
});

it('of many at once the first eight wait', async () => {
  const { handedOver } = setUp();
  for (let i = 0; i < 20; i += 1) handedOver.offer(`${i}.mtechnik`, `nie to ${i}`);
  let seen = 0;
  for (let next = handedOver.next(); next !== null; next = handedOver.next()) {
    seen += 1;
    handedOver.done(next.id);
  }
  expect(seen).toBe(8);
});
