import type { DocumentKind, Dossier, SubTicket, Ticket } from '../../domain/model/index.ts';
import type { Intent, IntentOf, OperationKind } from '../../domain/operations/operation.ts';
import { missingDocuments } from '../../domain/operations/ticket-rules.ts';
import { createInboxActs } from '../../electron/core/inbox/acts.ts';
import type { DeviceSide } from './device-side.ts';
import { SERVER_ADDRESS, TOTAL } from './dossiers.ts';
import { inPieces, isScan, scanOf, someScan } from './scans.ts';
import { Crashed } from './scheduler.ts';
import type { World } from './world.ts';

type Running = NonNullable<ReturnType<DeviceSide['running']>>;
type Choice = readonly [number, () => Intent];
const act =
  <K extends OperationKind>(kind: K, target: string, args: IntentOf<K>['args']) =>
  (): Intent =>
    ({ kind, target, args }) as Intent;

const PHONES = ['111111111', '222222222', '333333333', '444444444'];
const NAMES = ['Sklep', 'Sklep SAM', 'Market', 'Delikatesy'];

/** A technician at one device: mostly sensible work, as one would do it by what the screen shows. */
export function createTechnician(world: World, device: DeviceSide) {
  const random = world.random.fork(`technician at ${device.name}`);
  let texts = 0;
  let at: string | undefined;
  /** No two are alike, so that one that came twice can be seen. */
  const words = (what: string): string => {
    texts += 1;
    return `${what} ${device.name}-${texts}`;
  };

  function choices({ ticket, subTickets }: Dossier): readonly Choice[] {
    const mine = ticket.technicianId === device.technician.id;
    const ofTicket: Choice[] = [[2, act('ticket.addNote', ticket.id, { text: words('notatka') })]];
    if (ticket.technicianId === null) ofTicket.push([6, act('ticket.take', ticket.id, {})]);
    if (!mine) return ofTicket;
    if (ticket.status === 'suspended') ofTicket.push([6, act('ticket.resume', ticket.id, {})]);
    else ofTicket.push(...workOn(ticket));
    return [...ofTicket, ...subTickets.flatMap((s) => [...workAt(ticket, subTickets.length, s)])];
  }

  function workOn(ticket: Ticket): readonly Choice[] {
    const { company } = ticket;
    const fields = {
      phone: { from: company.phone, to: random.pick(PHONES) },
      name: { from: company.name, to: random.pick(NAMES) },
    };
    const some = random.chance(0.5) ? { phone: fields.phone } : fields;
    const [missing] = missingDocuments(ticket);
    const list: Choice[] = [
      [4, act('ticket.editCompany', ticket.id, { fields: some })],
      [0.6, act('ticket.suspend', ticket.id, { note: words('zawieszam') })],
      [0.15, act('ticket.resign', ticket.id, { note: words('rezygnacja') })],
    ];
    if (ticket.exportedToBackofficeAt === null) list.push([3, act('ticket.saveQuote', ticket.id, { totalGross: TOTAL })]);
    const scan = (kind: DocumentKind): (() => Intent) => {
      const { sha256, bytes } = someScan(random);
      return act('ticket.attachFile', ticket.id, { kind, sha256, name: `${kind}.pdf`, size: bytes.length });
    };
    if (missing !== undefined) list.push([9, scan(missing)]);
    else if (ticket.exportedToBackofficeAt === null) {
      // Scanned once more, because a page was crooked.
      list.push([8, act('ticket.exportToBackoffice', ticket.id, {})], [4, scan('quote')]);
    }
    return list;
  }

  function workAt(ticket: Ticket, points: number, s: SubTicket): readonly Choice[] {
    if (s.status === 'new') return [[7, act('subTicket.take', s.id, {})]];
    if (s.status === 'suspended') return [[6, act('subTicket.resume', s.id, {})]];
    if (s.status !== 'inProgress') return [];
    const edit = { phone: { from: s.pointOfSale.phone, to: random.pick(PHONES) } };
    const list: Choice[] = [
      [2, act('subTicket.editPointOfSale', s.id, { fields: edit })],
      [0.4, act('subTicket.suspend', s.id, { note: words('przerwa') })],
      [0.1, act('subTicket.resign', s.id, { note: words('bez podłączenia') })],
    ];
    if (s.training === null) list.push([5, act('subTicket.recordTraining', s.id, { retailerName: 'Maria Sam' })]);
    const configured = s.configuration?.digest === device.till().digest && s.configuration.machineId === device.machineId();
    if (!configured || random.chance(0.1)) list.push([6, () => configure(s)]);
    if (s.invoice === null && ticket.quote !== null) {
      const totalGross = random.chance(0.9) ? ticket.quote.totalGross / points : 100;
      list.push([5, act('subTicket.recordInvoice', s.id, { number: `FV/${s.punktId}`, totalGross })]);
    }
    if (s.training !== null && s.invoice !== null && s.configuration !== null) list.push([10, act('subTicket.close', s.id, {})]);
    return list;
  }

  function configure(s: SubTicket): Intent {
    // A till with two points of sale: written once for both, most of the time.
    const digest = /^0+$/.test(device.till().digest) || random.chance(0.2) ? device.writeTill() : device.till().digest;
    return act('subTicket.recordConfiguration', s.id, {
      digest,
      file: 'C:\\pcpos7\\pcpos7.conf',
      serverAddress: device.running()?.store.serverRows.setting()?.serverAddress ?? SERVER_ADDRESS,
      storeIds: [s.punktId],
      profile: 'wbudowany',
      machineId: device.machineId(),
      origin: random.chance(0.75) ? 'workstation' : 'laptop',
    })();
  }

  /** A file is picked: it goes the whole way through the product, piece by piece. */
  function attach(running: Running, { target, args }: IntentOf<'ticket.attachFile'>): void {
    const scan = scanOf(args.sha256);
    const { kind, name, size } = args;
    void running.files
      .attach({ ticketId: target, kind, name, size }, inPieces(random, scan.bytes))
      .then((done) => {
        if (!done.ok) {
          world.count(`not attached: ${done.error.code}`);
          return;
        }
        if (done.value.sha256 !== scan.sha256) world.fail(`${device.name} attached another file than was picked`);
        begun(running, done.value.id, { kind: 'ticket.attachFile', target, args });
      })
      .catch(unlessGone);
  }

  /** Looks into a document, whichever device it was attached on. */
  function open({ files }: Running, ticketId: string, ticket: Ticket): void {
    const scans = ticket.files.filter(({ sha256 }) => isScan(sha256));
    if (scans.length === 0) return;
    const { sha256 } = random.pick(scans);
    void files
      .read(ticketId, sha256, 0)
      .then((read) => {
        world.count(read.ok ? 'a document is opened' : `not opened: ${read.error.code}`);
        if (!read.ok) return;
        const { bytes } = scanOf(sha256);
        const shown = Buffer.from(read.value.base64, 'base64');
        if (read.value.size !== bytes.length || !shown.equals(bytes.subarray(0, shown.length)))
          world.fail(`${device.name} shows other bytes than were attached`);
      })
      .catch(unlessGone);
  }

  function begun({ sync }: Running, id: string, { kind, target }: Intent): void {
    device.promised.add(id);
    world.count(`done: ${kind}`);
    world.trace(`${device.name}: ${kind} ${target}`);
    sync.poke();
  }

  /** The disk was full or the program ended: nothing was answered, so nothing was promised. */
  function unlessGone(cause: unknown): void {
    if (!(cause instanceof Crashed) && (cause as { code?: string }).code !== 'SQLITE_FULL') throw cause;
  }

  return {
    /** One thing that a person does. */
    work(): void {
      const running = device.running();
      if (running === undefined) return;
      const { store, db } = running;
      try {
        if (random.chance(0.04)) {
          withdraw();
          return;
        }
        const ids = db.prepare<[], string>('SELECT id FROM view_ticket WHERE removed = 0 ORDER BY id').pluck().all();
        if (ids.length === 0) return;
        // One stays at a ticket for a while, so that one thing builds on another.
        if (at === undefined || !ids.includes(at) || random.chance(0.35)) at = random.pick(ids);
        const view = store.viewRows.dossier(at);
        if (view === undefined) return;
        if (random.chance(0.12)) {
          open(running, at, view.dossier.ticket);
          return;
        }
        const intent = random.weighted(choices(view.dossier))();
        if (intent.kind === 'ticket.attachFile') {
          attach(running, intent as IntentOf<'ticket.attachFile'>);
          return;
        }
        const done = store.submit(intent);
        if (!done.ok) {
          world.count('refused on the device');
          return;
        }
        begun(running, done.value.id, intent);
      } catch (cause) {
        unlessGone(cause);
      }
    },
  };

  /** Thinks better of something, whether it was sent or not: takes it back, or says it otherwise. */
  function withdraw(): void {
    const { store, sync } = device.running() ?? {};
    const waiting = store?.operations.pending().filter(({ applied, givenUp }) => !applied && !givenUp) ?? [];
    if (store === undefined || sync === undefined || waiting.length === 0) return;
    const { operation } = random.pick(waiting);
    const acts = createInboxActs(store);
    const sent = store.operations.get(operation.id)?.sent === true;
    const anew = operation.kind === 'ticket.addNote' && random.chance(0.5);
    const { kind, target } = operation;
    const done = anew
      ? acts.edit(operation.id, { kind, target, args: { text: words('poprawka') } } as Intent)
      : acts.discard(operation.id, random.chance(0.3));
    if (!done.ok) return;
    const by = store.operations.get(operation.id)?.redoneBy;
    if (by != null) device.promised.add(by);
    world.count(sent ? 'given up after it was sent' : 'withdrawn');
    if (anew) world.count('said otherwise');
    world.trace(`${device.name}: ${anew ? 'says otherwise' : 'takes back'} ${kind} ${target}`);
    sync.poke();
  }
}
export type Technician = ReturnType<typeof createTechnician>;
