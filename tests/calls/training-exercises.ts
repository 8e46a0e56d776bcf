import { createRouterClient } from '@orpc/server';
import { warsawDate } from '../../domain/calendar.ts';
import { systemClock } from '../../domain/clock.ts';
import { type DocumentKind, documentKind, type QuoteContent } from '../../domain/model/index.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import type { Problem } from '../../domain/problem.ts';
import { quoteLineOf, quoteTotals } from '../../domain/quote.ts';
import type { Result } from '../../domain/result.ts';
import type { PracticeNow, PracticeScenarioView, PracticeView } from '../../electron/core/api/views.ts';
import { startCore } from '../../electron/core/core.ts';
import { TRAINING_CODE } from '../../electron/core/training/training.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { pdf } from '../support/scans.ts';

/** Training with the device enrolled; calls as the interface makes them. Quiet: nothing happens but what a test does. */
export async function openTrainee(folder: string) {
  const core = await startCore({
    dataFolder: folder,
    host: createNodeHost(folder),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await core.close();
    open = false;
  };
  const client = createRouterClient(core.router);
  const { training, enrolAt } = core.workplace();
  if (training === undefined) throw new Error('not in training');
  if (core.workplace().store.state.get('device') === undefined) {
    worked(await training.startServer());
    worked(await enrolAt(training.server, TRAINING_CODE));
  }
  const view = async (): Promise<PracticeView> => worked(await client.practice.view());
  return {
    core,
    client,
    training,
    folder,
    close,
    view,
    async of(id: string): Promise<PracticeScenarioView> {
      const found = (await view()).scenarios.find((one) => one.id === id);
      if (found === undefined) throw new Error(`no exercise ${id}`);
      return found;
    },
    async now(): Promise<PracticeNow | null> {
      return (await view()).current?.step ?? null;
    },
    async start(id: string, anew = false): Promise<void> {
      worked(await client.practice.start({ id, anew }));
    },
  };
}
export type Trainee = Awaited<ReturnType<typeof openTrainee>>;

export function worked<T>(answer: Result<T, Problem>): T {
  if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params)}`);
  return answer.value;
}

/** How each step is done, by the calls that its screen makes. A step without an entry is done by its button. */
export function hands(trainee: Trainee) {
  const { client, training } = trainee;
  const place = async () => {
    const { route } = (await trainee.now()) ?? { route: '' };
    const [, , ticketId = '', , subTicketId = ''] = route.split('/');
    return { ticketId, subTicketId };
  };
  const submit = async (intent: Intent): Promise<void> => {
    worked(await client.operations.submit({ intent }));
    await client.sync.now();
  };
  const onTicket = async (make: (target: string) => Intent): Promise<void> => submit(make((await place()).ticketId));
  const onPoint = async (make: (target: string) => Intent): Promise<void> => submit(make((await place()).subTicketId));
  const attach = async (kind: DocumentKind): Promise<void> => {
    const { ticketId } = await place();
    const { bytes } = pdf(2_000, documentKind.options.indexOf(kind) + 1);
    const { draftId } = worked(await client.files.begin({ ticketId, kind, name: `${kind}.pdf`, size: bytes.length }));
    worked(await client.files.append({ draftId, offset: 0, base64: bytes.toString('base64') }));
    worked(await client.files.finish({ draftId }));
    worked(await trainee.core.workplace().syncWithFiles());
  };
  const write = async (replace: boolean): Promise<void> => {
    const { subTicketId } = await place();
    const plan = worked(await client.till.plan({ subTicketId, replace }));
    worked(await client.till.apply({ subTicketId, replace, expect: plan.before.digest, result: plan.after.digest }));
    await client.sync.now();
  };
  const restart = async (): Promise<void> => {
    await training.stopPcpos();
    await training.startPcpos();
  };
  const probe = async (): Promise<void> => {
    const { subTicketId } = await place();
    for await (const event of await client.probe.run({ subTicketId })) if (event.type === 'finished') return;
    throw new Error('The probe did not finish');
  };
  const quote = (target: string): Intent => {
    const day = warsawDate(Date.now());
    const [list] = trainee.core.workplace().store.sharedRows.priceLists();
    if (list === undefined) throw new Error('no price list');
    const stations = { purchase: 1, exchange: 0 };
    const lines = ['pcpos7', 'mplatform', 'instalacja'].flatMap((id) => {
      const item = list.items.find((one) => one.id === id);
      return item === undefined ? [] : [quoteLineOf(list, item, { quantity: 1, unitNet: 0, stations, day })];
    });
    const content: QuoteContent = { priceList: list.id, lines, stations, quotedOn: day, validUntil: day };
    return { kind: 'ticket.saveQuote', target, args: { totalGross: quoteTotals(lines).gross, content } };
  };
  const invoice = async (): Promise<void> => {
    const { ticketId, subTicketId } = await place();
    const { ticket } = worked(await client.tickets.get({ id: ticketId }));
    const points = trainee.core.workplace().store.viewRows.dossier(ticketId)?.dossier.subTickets ?? [];
    const before = points.reduce((sum, point) => sum + (point.invoice?.totalGross ?? 0), 0);
    const totalGross = (ticket.quote?.totalGross ?? 0) - before;
    await submit({ kind: 'subTicket.recordInvoice', target: subTicketId, args: { number: 'FV/1', totalGross } });
  };
  const close = async (): Promise<void> => {
    worked(await client.subTickets.close({ id: (await place()).subTicketId }));
    worked(await client.sync.now());
  };
  const decide = async (): Promise<void> => {
    for (const { id } of (await client.inbox.list()).items) worked(await client.inbox.discard({ id, withBuilt: true }));
    for (const gone of (await client.inbox.list()).takenAway) {
      worked(await client.inbox.readTakenAway({ ticketId: gone.place.ticketId }));
    }
  };
  const edit = { phone: { from: '', to: '600 100 200' } };

  const done: Readonly<Record<string, (id: string) => Promise<void>>> = {
    take: () => onTicket((target) => ({ kind: 'ticket.take', target, args: {} })),
    company: () => onTicket((target) => ({ kind: 'ticket.editCompany', target, args: { fields: edit } })),
    quote: () => onTicket(quote),
    'scan-quote': () => attach('quote'),
    scans: async () => {
      await attach('agreement');
      await attach('powerOfAttorney');
    },
    export: () => onTicket((target) => ({ kind: 'ticket.exportToBackoffice', target, args: {} })),
    'take-point': () => onPoint((target) => ({ kind: 'subTicket.take', target, args: {} })),
    'edit-point': () => onPoint((target) => ({ kind: 'subTicket.editPointOfSale', target, args: { fields: edit } })),
    configure: (id) => write(id === 'wrong-store'),
    restart,
    probe,
    find: probe,
    train: () => onPoint((target) => ({ kind: 'subTicket.recordTraining', target, args: { retailerName: 'Anna Nowak' } })),
    invoice,
    close,
    suspend: () => onTicket((target) => ({ kind: 'ticket.suspend', target, args: { note: 'Za drogo, wróci do tematu.' } })),
    mail: async () => {
      const { ticketId } = await place();
      worked((await trainee.core.workplace().practice?.made('mailDraft', ticketId)) ?? { ok: true, value: null });
    },
    resume: () => onTicket((target) => ({ kind: 'ticket.resume', target, args: {} })),
    note: () => onTicket((target) => ({ kind: 'ticket.addNote', target, args: { text: 'Sprawdzono na miejscu.' } })),
    decide,
  };
  /** Does the step that is due; gives its id. */
  return async function step(id: string): Promise<string> {
    const due = await trainee.now();
    if (due === null) throw new Error('no step is due');
    const doing = done[due.id];
    if (doing === undefined) worked(await client.practice.press({ step: due.id }));
    else await doing(id);
    if ((await trainee.now())?.id === due.id) throw new Error(`step ${due.id} of ${id} is not done`);
    return due.id;
  };
}
