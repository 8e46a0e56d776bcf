import { rfc3339 } from '../../domain/clock.ts';
import type { PcPosProfile, SubTicket } from '../../domain/model/index.ts';
import { createOperator } from '../../mplatform/server/operator.ts';
import { prune } from '../../mplatform/server/retention.ts';
import { ALFA, BETA, newSubTicket, newTicket, withDocuments } from '../../mplatform/server/seed-rows.ts';
import type { Store, WriteTransaction } from '../../mplatform/server/store/port.ts';
import { rowsOf } from '../../mplatform/server/visibility.ts';
import { SERVER_ADDRESS, TOTAL } from './dossiers.ts';
import type { ServerSide } from './server-side.ts';
import { HOUR_MS, type World } from './world.ts';

const profile = (version: number): PcPosProfile => ({
  name: `Profil ${version}`,
  version,
  file: 'pcpos7.conf',
  encoding: 'windows-1250',
  section: 'MPlatform',
  keys: { active: 'Aktywny', server: 'Serwer', stores: 'Sklepy' },
  storeSeparator: ',',
  flag: { on: 'Tak', off: 'Nie' },
  pcposVersions: [],
  verified: false,
});

/** Whoever runs M/platform: changes things behind the technicians' backs. */
export function createOperatorSide(world: World, server: ServerSide) {
  const random = world.random.fork('operator');
  let made = 0;

  const tickets = (): readonly string[] => server.looks.tickets().map(({ id }) => id);

  async function inOne(what: string, work: (tx: WriteTransaction, ticketId: string) => Promise<boolean>): Promise<void> {
    const ticketId = random.pick(tickets());
    if (await server.store().transaction((tx) => work(tx, ticketId))) tell(what, ticketId);
  }
  function tell(what: string, id: string): void {
    world.count(`operator: ${what}`);
    world.trace(`operator: ${what} ${id}`);
  }

  const acts: readonly (readonly [number, () => Promise<void>])[] = [
    [
      5,
      () =>
        inOne('edits a company', async (tx, id) => {
          const found = await tx.row('ticket', id);
          if (found === undefined) return false;
          const company = { ...found.data.company, phone: random.pick(['555555555', '666666666', '111111111']) };
          await tx.saveRow({ kind: 'ticket', id, audience: found.audience, data: { ...found.data, company } });
          return true;
        }),
    ],
    [
      2,
      () =>
        inOne('adds a sub-ticket', async (tx, id) => {
          const found = await tx.row('ticket', id);
          if (found === undefined || found.data.status === 'closed') return false;
          made += 1;
          const punkt = String(5000 + made);
          const added: SubTicket = newSubTicket(found.data, punkt, ALFA);
          if ((await tx.row('subTicket', added.id)) !== undefined) return false;
          await tx.saveRow({ kind: 'subTicket', id: added.id, audience: found.audience, data: added });
          await tx.savePointOfSale({ punktId: punkt, dealerId: found.data.dealerId, name: 'Nowy', active: true });
          return true;
        }),
    ],
    [3, () => withdraw('reassigned', random.pick([BETA.id, ALFA.id]))],
    [1, () => withdraw(random.pick(['deadline', 'deleted'] as const), undefined)],
    [2, giveBack],
    [1, addTicket],
    [
      1,
      async () => {
        const helpLine = random.pick(['111', '222', '333']);
        await operator().saveSetting({ id: 'pcpos', serverAddress: SERVER_ADDRESS, helpLine });
        tell('changes the setting', helpLine);
      },
    ],
    [
      1,
      async () => {
        made += 1;
        await operator().saveShared('pcposProfile', 'wzor', profile(made));
        tell('changes the profile', String(made));
      },
    ],
  ];

  const operator = () => createOperator(server.store(), server.clock, (bytes) => random.bytes(bytes));

  async function withdraw(reason: 'reassigned' | 'deadline' | 'deleted', to: string | undefined): Promise<void> {
    const id = random.pick(tickets());
    const done = await operator().withdrawTicket(id, reason, to);
    if (done.ok) tell(`takes a ticket away (${reason})`, id);
  }

  /** Nobody may ask for so short a time that a receipt which is still good would lose its probe. */
  const sparingReceipts = (store: Store): Store => ({
    ...store,
    transaction: (work) =>
      store.transaction((tx) =>
        work({
          ...tx,
          probesAfter: async (id, limit) =>
            (await tx.probesAfter(id, limit)).filter(({ startedAt }) => startedAt < server.clock.now() - 26 * HOUR_MS),
        }),
      ),
  });

  /**
   * As one of the nodes does once a day, but much sooner than an operator may ask for it. What is older than nothing at all is
   * whatever was there when it was last done: done twice, that is everything.
   */
  async function forget(): Promise<void> {
    const keepMs = random.chance(0.6) ? 0 : random.between(10_000, HOUR_MS / 6);
    for (let times = keepMs === 0 ? 2 : 1; times > 0; times -= 1) {
      const holder = `holder-${random.below(3)}`;
      const done = await prune({ store: sparingReceipts(server.store()), clock: server.clock }, { keepMs, holder });
      if (typeof done === 'string') return;
      tell('forgets what is old', '');
      for (const [what, many] of Object.entries(done)) if (many > 0) world.count(`forgotten: ${what}`);
    }
  }

  async function giveBack(): Promise<void> {
    const away = server.looks
      .tickets()
      .filter(({ audience }) => audience !== ALFA.id)
      .map(({ id }) => id);
    if (away.length === 0) return;
    const id = random.pick(away);
    const done = await operator().withdrawTicket(id, 'reassigned', ALFA.id);
    if (done.ok) tell('gives a ticket back', id);
  }

  async function addTicket(): Promise<void> {
    made += 1;
    const at = Math.min(server.clock.now(), Date.UTC(9000, 0, 1));
    const shop = {
      crmId: `n${made}`,
      nip: '7974569439',
      name: 'Nowy sklep',
      street: 'Polna 1',
      postalCode: '26-922',
      city: 'Radom',
    };
    const plain = newTicket(shop, rfc3339(at).slice(0, 10), ALFA);
    const ticket = random.chance(0.5) ? withDocuments(plain, TOTAL, rfc3339(at), 'Omega') : plain;
    const dossier = { ticket, subTickets: [newSubTicket(ticket, String(7000 + made), ALFA)] };
    const done = await operator().addTicket(dossier);
    if (done.ok) tell('adds a ticket', rowsOf(dossier)[0]?.id ?? '');
  }

  /** Whatever the operator does meets the same crashes; then it is simply not done. */
  const tried = async (work: () => Promise<unknown>): Promise<void> => {
    if (!server.up()) return;
    await work().catch(() => undefined);
  };

  return {
    act: (): Promise<void> => tried(random.weighted(acts)),
    forget: (): Promise<void> => tried(forget),
    async revoke(deviceId: string): Promise<void> {
      await tried(async () => {
        if ((await operator().revokeDevice(deviceId)).ok) tell('revokes a device', deviceId);
      });
    },
    async newCode(technicianId: string): Promise<string | undefined> {
      let code: string | undefined;
      await tried(async () => {
        const issued = await operator().issueEnrolmentCode(technicianId);
        if (issued.ok) code = issued.value;
      });
      return code;
    },
  };
}
export type OperatorSide = ReturnType<typeof createOperatorSide>;
