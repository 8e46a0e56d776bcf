import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../sqlite/database.ts';
import { aSubTicket, aTicket, takenSubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { anIntent, aStore, removal, subTicketChange, ticketChange } from '../../../tests/support/store.ts';
import { createStore } from '../store/store.ts';
import { createForms } from './forms.ts';

const migrations = join(import.meta.dirname, '..', '..', '..', 'resources', 'migrations', 'core');
const typed = (to: string) => ({ city: { from: 'Sieciechów', to } });

function aDevice(ticket = takenTicket(), subTicket = takenSubTicket()) {
  const device = aStore();
  const { db, store, time } = device;
  store.applyChanges([ticketChange(ticket), subTicketChange(subTicket)], 'c1', true);
  const forms = createForms({ db, store, clock: { now: () => time.now } });
  const view = (form: 'company' | 'pointOfSale' = 'company') => {
    const answer = forms.view(form, form === 'company' ? '1042' : '1042-1');
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  return { ...device, forms, view };
}
const fieldOf = (view: ReturnType<ReturnType<typeof aDevice>['view']>, name: string) =>
  view.fields.find(({ field }) => field === name);

it('what is typed into a form is there after the program was killed, right or not yet', async () => {
  const { db, forms, folder, time } = aDevice();
  forms.saveDraft({ form: 'company', target: '1042', expects: 0, typed: typed('Rad') });
  db.close();
  const core = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const half = { nip: { from: '7974569439', to: '797-45' }, city: { from: 'Sieciechów', to: 'Radom' } };
  const program = `
    import { openDatabase } from ${core('../../../sqlite/database.ts')};
    import { createStore } from ${core('../store/store.ts')};
    import { createForms } from ${core('./forms.ts')};
    const db = openDatabase(${JSON.stringify(join(folder, 'technik.db'))}, ${JSON.stringify({ migrations, backups: join(folder, 'backups') })});
    const clock = { now: () => ${time.now} };
    const kept = createForms({ db, store: createStore(db, clock, '0.1.0'), clock })
      .saveDraft({ form: 'company', target: '1042', expects: 1, typed: ${JSON.stringify(half)} });
    process.stdout.write(JSON.stringify(kept));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [said] = await once(child.stdout, 'data');
  expect(JSON.parse(String(said))).toEqual({ ok: true, value: { version: 2 } });
  child.kill('SIGKILL');
  await ended;

  const again = openDatabase(join(folder, 'technik.db'), { migrations, backups: join(folder, 'backups') });
  onTestFinished(() => void again.close());
  const clock = { now: () => time.now };
  const after = createForms({ db: again, store: createStore(again, clock, '0.1.0'), clock }).view('company', '1042');
  expect(after).toMatchObject({ ok: true, value: { draft: { version: 2, typed: half } } });
});

it('of two windows the later one is told that there is another draft, and writes nothing over it', () => {
  const { forms, view } = aDevice();
  expect(forms.saveDraft({ form: 'company', target: '1042', expects: 0, typed: typed('Radom') }).ok).toBe(true);
  expect(forms.saveDraft({ form: 'company', target: '1042', expects: 0, typed: typed('Kozienice') })).toMatchObject({
    error: { code: 'draft.elsewhere' },
  });
  expect(view().draft).toMatchObject({ version: 1, typed: typed('Radom') });
  forms.dropDraft('company', '1042', 1);
  expect(view().draft).toMatchObject({ version: 2, typed: null });
});

it('company and point of sale have drafts of their own, and neither takes a field that is not its own', () => {
  const { forms, view } = aDevice();
  const foreign = { regon: { from: '', to: '1' }, crmId: { from: '2001', to: '9' }, ...typed('Radom') };
  forms.saveDraft({ form: 'pointOfSale', target: '1042-1', expects: 0, typed: foreign });
  expect(view('pointOfSale').draft.typed).toEqual(typed('Radom'));
  expect(view().draft.typed).toBeNull();
  forms.saveDraft({ form: 'company', target: '1042', expects: 0, typed: foreign });
  expect(Object.keys(view().draft.typed ?? {})).toEqual(['regon', 'city']);
});

it('shows what M/platform has beside what waits here, and says of the history what is only here so far', () => {
  const known = { field: 'phone', from: '', to: '48 621 60 08', by: 'Ewa Lis', at: '2026-03-09T09:00:00.000Z' };
  const { store, view } = aDevice(takenTicket({ history: [known] }));
  expect(view().punktId).toBeNull();
  store.submit(anIntent('ticket.editCompany', '1042', { fields: { city: { from: 'Sieciechów', to: 'Radom' } } }));
  expect(fieldOf(view(), 'city')).toEqual({ field: 'city', value: 'Radom', server: 'Sieciechów' });
  expect(view().history).toMatchObject([
    { field: 'city', from: 'Sieciechów', to: 'Radom', by: 'Jan Kowalski', waits: true },
    { ...known, waits: false },
  ]);
  expect(view().waiting).toMatchObject([{ kind: 'ticket.editCompany', state: 'waiting' }]);
  store.submit(anIntent('subTicket.editPointOfSale', '1042-1', { fields: { phone: { from: '48 621 60 08', to: '601000111' } } }));
  expect(view('pointOfSale')).toMatchObject({ punktId: '735', history: [{ field: 'phone', waits: true }] });
  expect(view('pointOfSale').waiting).toHaveLength(1);
});

it.each([
  ['ticket.not-taken', aTicket(), takenSubTicket()],
  ['ticket.suspended', takenTicket({ status: 'suspended' }), takenSubTicket()],
  ['ticket.ended', takenTicket({ status: 'closed' }), takenSubTicket()],
  ['ticket.taken-by-another', takenTicket({ technicianId: 'tech-2' }), takenSubTicket()],
] as const)('says why neither form can be changed: %s', (code, ticket, subTicket) => {
  const { view } = aDevice(ticket, subTicket);
  expect(view().obstacle?.code).toBe(code);
  expect(view('pointOfSale').obstacle?.code).toBe(code);
});

it.each([
  ['subTicket.not-taken', aSubTicket()],
  ['subTicket.suspended', takenSubTicket({ status: 'suspended' })],
  ['subTicket.ended', takenSubTicket({ status: 'closed' })],
] as const)('says why a point of sale cannot be changed though its company can: %s', (code, subTicket) => {
  const { view } = aDevice(takenTicket(), subTicket);
  expect(view().obstacle).toBeNull();
  expect(view('pointOfSale').obstacle?.code).toBe(code);
});

it('a ticket that was taken away is read-only, and what was typed stays', () => {
  const { store, forms, view } = aDevice();
  forms.saveDraft({ form: 'company', target: '1042', expects: 0, typed: typed('Radom') });
  store.applyChanges([removal('ticket', '1042')], 'c2', true);
  expect(view()).toMatchObject({ obstacle: { code: 'ticket.withdrawn' }, draft: { typed: typed('Radom') } });
});
