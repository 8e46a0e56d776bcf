import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../sqlite/database.ts';
import { aSubTicket, takenSubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { aStore, subTicketChange, ticketChange } from '../../../tests/support/store.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import { trainingContract } from '../api/training-contract.ts';
import type { TrainingDraft } from '../api/training-views.ts';
import { createStore } from '../store/store.ts';
import type { Checklist } from './checklist.ts';
import { readChecklists } from './read.ts';
import { createRetailerTraining } from './retailer-training.ts';
import { whichChecklist } from './which.ts';

const resources = join(import.meta.dirname, '..', '..', '..', 'resources');
const folder = join(resources, 'checklists');
const migrations = join(resources, 'migrations', 'core');

describe('the checklists that come with the program', () => {
  const lists = readChecklists(folder);

  it('begin with a general one, and there is one for PC-POS 7', () => {
    expect(lists[0]?.id).toBe('ogolna');
    expect(lists.map(({ id }) => id)).toContain('pcpos-7');
  });

  it('say everything in both languages, and no English text is the Polish one', () => {
    for (const { groups, left } of lists) {
      for (const { text } of [...groups.flatMap(({ items }) => items), ...left]) expect(text.en).not.toBe(text.pl);
    }
  });

  it('mean the same by the same id, so that another list can be taken in the middle of a training', () => {
    const known = new Map<string, string>();
    for (const { groups, left } of lists)
      for (const { id, text } of [...groups.flatMap(({ items }) => items), ...left]) {
        const words = text.pl.split(/[ :]/).slice(0, 2).join(' ');
        expect([id, known.get(id) ?? words]).toEqual([id, words]);
        known.set(id, words);
      }
  });

  it('tell every retailer of the help line', () => {
    for (const list of lists) expect(JSON.stringify(list)).toContain('22 123 84 09');
  });
});

describe('a checklist that is none', () => {
  const [general] = readChecklists(folder);
  const put = (...lists: readonly unknown[]): string => {
    const at = join(tempFolder('checklists'), 'lists');
    mkdirSync(at);
    lists.forEach((list, i) => void writeFileSync(join(at, `${i}.json`), JSON.stringify(list)));
    return at;
  };
  it.each([
    ['two items have one id', { ...general, left: [general?.left[0], general?.left[0]] }],
    ['a text is in one language only', { ...general, name: { pl: 'Lista' } }],
    ['it has something that nobody knows', { ...general, optional: true }],
    ['nothing is left with the retailer', { ...general, left: [] }],
  ])('is named, because %s', (_, list) => {
    expect(() => readChecklists(put(list))).toThrow(/0\.json is not a checklist/);
  });
  it('is missed where no list is for any version', () => {
    expect(() => readChecklists(put({ ...general, pcposVersions: ['7'] }))).toThrow(/for any version/);
    expect(() => readChecklists(put(general, general))).toThrow(/one id/);
  });
});

describe('the list for a point of sale', () => {
  const list = (id: string, pcposVersions: string[], stations?: 'purchase' | 'exchange'): Checklist =>
    ({ id, pcposVersions, ...(stations && { stations }) }) as Checklist;
  const lists = [list('any', []), list('7', ['7']), list('7x', ['7'], 'exchange'), list('7.4', ['7.4', '7.5'])];
  const bought = { purchase: 1, exchange: 0 };
  it.each([
    ['7.4.101', bought, '7.4'],
    ['7.5', bought, '7.4'],
    ['7.3.9', bought, '7'],
    ['8.1', bought, 'any'],
    [null, bought, 'any'],
    ['7.3', { purchase: 0, exchange: 2 }, '7x'],
    ['7.3', { purchase: 1, exchange: 2 }, '7'],
    ['7.4.1', { purchase: 0, exchange: 2 }, '7.4'],
    [null, { purchase: 0, exchange: 2 }, 'any'],
  ])('with PC-POS %s and stations %j is %s', (version, stations, id) => {
    expect(whichChecklist(lists, version, stations)?.id).toBe(id);
  });
});

const draft = (change: Partial<TrainingDraft> = {}): TrainingDraft => ({
  checklist: 'pcpos-7',
  done: ['zamowienia', 'punkt-id'],
  left: ['dane-punktu'],
  name: 'Jan Sa',
  way: 'draw',
  strokes: [
    [10, 20, 30, 40],
    [5, 5],
  ],
  consent: false,
  ...change,
});

function aTraining(version: string | null = '7.4.101') {
  const device = aStore();
  device.store.applyChanges([ticketChange(takenTicket()), subTicketChange(takenSubTicket())], 'c1', true);
  const { db, store, time } = device;
  const training = createRetailerTraining({ db, store, clock: { now: () => time.now }, folder, pcposVersion: () => version });
  const view = () => {
    const answer = training.view('1042-1');
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  return { ...device, training, view };
}

describe('the draft of a training', () => {
  it('is there after the program was killed, ticks, strokes and half a name', async () => {
    const { db, folder: data, time } = aTraining();
    db.close();
    const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const program = `
      import { openDatabase } from ${url('../../../sqlite/database.ts')};
      import { createStore } from ${url('../store/store.ts')};
      import { createRetailerTraining } from ${url('./retailer-training.ts')};
      const db = openDatabase(${JSON.stringify(join(data, 'technik.db'))}, ${JSON.stringify({ migrations, backups: join(data, 'backups') })});
      const clock = { now: () => ${time.now} };
      const training = createRetailerTraining({ db, store: createStore(db, clock, '0.1.0'), clock, folder: ${JSON.stringify(folder)}, pcposVersion: () => null });
      process.stdout.write(JSON.stringify(training.saveDraft('1042-1', 0, ${JSON.stringify(draft())})));
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const [said] = await once(child.stdout, 'data');
    expect(JSON.parse(String(said))).toEqual({ ok: true, value: { version: 1 } });
    child.kill('SIGKILL');
    await ended;

    const again = openDatabase(join(data, 'technik.db'), { migrations, backups: join(data, 'backups') });
    onTestFinished(() => void again.close());
    const clock = { now: () => time.now };
    const store = createStore(again, clock, '0.1.0');
    const after = createRetailerTraining({ db: again, store, clock, folder, pcposVersion: () => null }).view('1042-1');
    expect(after).toMatchObject({ ok: true, value: { draft: { version: 1, typed: draft() } } });
  });

  it('is not written over by a window that saw an older one, nor brought back once it was let go', () => {
    const { training, view } = aTraining();
    training.saveDraft('1042-1', 0, draft());
    training.saveDraft('1042-1', 1, draft({ name: 'Jan Sam' }));
    expect(training.saveDraft('1042-1', 1, draft())).toMatchObject({ ok: false, error: { code: 'draft.elsewhere' } });
    expect(view().draft.typed?.name).toBe('Jan Sam');
    training.dropDraft('1042-1', 2);
    expect(view().draft).toMatchObject({ version: 3, typed: null });
    expect(training.saveDraft('1042-1', 2, draft())).toMatchObject({ ok: false });
  });

  it('is kept from the first tick on, with nothing signed yet', () => {
    const { training, view } = aTraining();
    const begun = draft({ strokes: [], name: '', left: [] });
    expect(
      trainingContract.saveDraft['~orpc'].inputSchema?.['~standard'].validate({
        subTicketId: '1042-1',
        expects: 0,
        typed: begun,
      }),
    ).not.toHaveProperty('issues');
    training.saveDraft('1042-1', 0, begun);
    expect(view().draft.typed).toEqual(begun);
  });

  it('is of one sub-ticket: another has its own, one that is not there has none', () => {
    const { training, store, view } = aTraining();
    store.applyChanges([subTicketChange(aSubTicket({ id: '1042-2', punktId: '736' }))], 'c2', true);
    training.saveDraft('1042-2', 0, draft());
    expect(view().draft.typed).toBeNull();
    expect(training.saveDraft('gone', 0, draft())).toMatchObject({ ok: false, error: { code: 'subTicket.unknown' } });
  });
});

it('suggests the list for the till, and knows on paper what each point is called', () => {
  expect(aTraining().view()).toMatchObject({ suggested: 'pcpos-7', pcposVersion: '7.4.101' });
  expect(aTraining(null).view()).toMatchObject({ suggested: 'ogolna', pcposVersion: null });
  const { training } = aTraining();
  expect(training.nameOf('pcpos-7', 'drukarka')).toBe('Paragon próbny z drukarki fiskalnej po podłączeniu');
  expect(training.nameOf('pcpos-7', 'kopia-wyceny')).toBe('Kopia podpisanej wyceny');
  expect(training.nameOf('pcpos-9', 'drukarka')).toBeUndefined();
});
