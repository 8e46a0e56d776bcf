import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { problem } from '../../domain/problem.ts';
import { ok } from '../../domain/result.ts';
import { aDossier, takenSubTicket, takenTicket } from '../../tests/support/dossiers.ts';
import { aStore, changesOf } from '../../tests/support/store.ts';
import type { Elevate } from './host.ts';
import { createTill } from './till.ts';
import { systemTimers } from './timers.ts';
import { type Bench, bench } from './workstation/testing.ts';
import { createWorkstation } from './workstation/workstation.ts';

let b: Bench;
beforeEach(() => {
  b = bench();
});
afterEach(() => b.close());

/** A technician whose till refuses to be written with `code`, and a host that can ask for consent or cannot. */
function aTill({ code = 'EACCES', elevate }: { readonly code?: string; readonly elevate?: Elevate } = {}) {
  const { store } = aStore();
  const setting = { id: 'pcpos', serverAddress: b.wanted.server, helpLine: '' } as const;
  const rows = changesOf(aDossier(takenTicket(), takenSubTicket()));
  store.applyChanges([...rows, { kind: 'setting', seq: 99, id: 'pcpos', version: 1, data: setting }], 'c1', true);
  store.state.set('tillFolder', b.folder);
  const refuse = async (): Promise<never> => {
    throw Object.assign(new Error(code), { code });
  };
  const files = { ...b.deps.files, tryOpen: refuse };
  const till = createTill({
    store,
    workstation: createWorkstation({ ...b.deps, files, ...(elevate === undefined ? {} : { elevate }) }),
    machineId: 'machine-1',
    fixedFolder: null,
    canElevate: elevate !== undefined,
    starting: { possible: async () => false, start: async () => ok(null) },
    restart: { clock: systemClock, timers: systemTimers, changed: () => {} },
  });
  async function seen() {
    const plan = await till.plan('1042-1', false);
    if (!plan.ok) throw new Error(plan.error.code);
    const { way, before, after } = plan.value;
    return { way, options: { replace: false, expect: before.digest, result: after.digest } };
  }
  return { till, seen };
}

it('a plan says how it gets onto the disk: by consent, by handing it over, or not before the obstacle is gone', async () => {
  expect((await aTill({ elevate: async () => 'refused' }).seen()).way).toBe('consent');
  expect((await aTill().seen()).way).toBe('handOver');
  expect((await aTill({ code: 'EBUSY', elevate: async () => 'refused' }).seen()).way).toBe('none');
});

it('where nobody can be asked, writing says so, and the same plan is laid ready to hand over', async () => {
  const { till, seen } = aTill();
  const { options } = await seen();
  expect(await till.apply('1042-1', options)).toMatchObject({ error: { code: 'workstation.elevation-unavailable' } });
  expect(await till.handOver('1042-1', options)).toMatchObject({ ok: true });
  expect(readFileSync(b.file)).toEqual(b.original);
});

it('hands over only the plan that the person saw', async () => {
  const { till, seen } = aTill();
  const { options } = await seen();
  expect(await till.handOver('1042-1', { ...options, result: '0'.repeat(64) })).toEqual({
    ok: false,
    error: problem('till.plan-outdated'),
  });
});

it('a refused consent is an answer, and the file stays as it was', async () => {
  const { till, seen } = aTill({ elevate: async () => 'refused' });
  expect(await till.apply('1042-1', (await seen()).options)).toMatchObject({ error: { code: 'workstation.consent-refused' } });
  expect(readFileSync(b.file)).toEqual(b.original);
});

it('what someone with rights has put in place is recorded without asking for any', async () => {
  const { till, seen } = aTill();
  const plan = await b.workstation.plan(b.folder, b.wanted);
  if (plan.ok) await b.workstation.apply(plan.value);
  expect(await till.apply('1042-1', (await seen()).options)).toMatchObject({ ok: true, value: { changed: false } });
});
