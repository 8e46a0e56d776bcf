import { v7 as uuidv7 } from 'uuid';
import { onTestFinished } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { problem } from '../../domain/problem.ts';
import { err } from '../../domain/result.ts';
import { enrol } from '../../electron/core/device/enrol.ts';
import { createTokens } from '../../electron/core/device/tokens.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { createInbox } from '../../electron/core/inbox/inbox.ts';
import { createStore } from '../../electron/core/store/store.ts';
import { pull } from '../../electron/core/sync/pull.ts';
import { push } from '../../electron/core/sync/push.ts';
import type { SentOperation, SentWithdrawal } from '../../mplatform/contract/index.ts';
import { type Device, enrolDevice, startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { aDatabase } from './store.ts';

/** For tests only: a technician's machine with its real store, and the real server's own ways to change things. */
export async function aServer() {
  const server = await startServer();
  onTestFinished(() => server.close());
  let machines = 0;
  const machine = (code?: string): Promise<Device> => {
    machines += 1;
    return enrolDevice(server, `machine-of-others-${machines}`, code);
  };
  const codeFor = async (technicianId: string): Promise<string> => {
    const code = await server.mplatform.operator.issueEnrolmentCode(technicianId);
    if (!code.ok) throw new Error(code.error.code);
    return code.value;
  };
  return {
    server,
    operator: server.mplatform.operator,
    clock: server.clock,
    /** Another machine of the practising technician. */
    ownOther: () => machine(),
    /** A technician of Dealer Beta. */
    beta: async () => machine(await codeFor('technik-beta')),
    /** A colleague at the same dealer. */
    colleague: async () => machine(await codeFor('technik-2')),
    /** This technician's machine, with all of the ticket's rows, and no line from then on except when asked. */
    device: () => aDevice(server),
  };
}

async function aDevice(server: TestServer) {
  const { db, folder } = aDatabase();
  let newId: (() => string) | undefined;
  const ids = { next: (make: (() => string) | undefined) => (newId = make) };
  const plain = createStore(db, server.clock, '0.1.0');
  const store = createStore(db, server.clock, '0.1.0', () => newId?.() ?? uuidv7());
  const secrets = new Map<string, string>();
  const tokens = createTokens(
    {
      read: async (name) => secrets.get(name) ?? null,
      write: async (name, value) => void secrets.set(name, value),
      delete: async (name) => void secrets.delete(name),
    },
    'tokens',
    server.clock,
  );
  const client = createFieldClient({ server: server.address, ca: undefined });
  const enrolled = await enrol('SZKOLENIE', { store: plain, tokens, client, machineId: 'machine-here', appVersion: '0.1.0' });
  if (!enrolled.ok) throw new Error(enrolled.error.code);
  const must = <T>(
    answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { code: string } },
  ): T => {
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  const line = { there: true };
  /** Everything that went on the wire, question by question. */
  const asked: (readonly (SentOperation | SentWithdrawal)[])[] = [];
  const send = async (lost?: 'question' | 'answer'): Promise<void> => {
    const device = store.state.get('device');
    if (device === undefined) throw new Error('not enrolled');
    const release = () => ({ go: true as const, proof: 'the-proof-of-a-close' });
    const operations: typeof client.operations = async (batch, token) => {
      asked.push(batch);
      const answer = lost === 'question' ? undefined : await client.operations(batch, token);
      return lost === undefined && answer !== undefined ? answer : err(problem('sync.unreachable', { server: server.address }));
    };
    const pushed = await push({ store, client: { ...client, operations }, tokens, device, release, stands: () => true });
    if (lost === undefined) must(pushed);
  };
  /** A question of before that comes to the server only now. */
  const late = (batch: readonly (SentOperation | SentWithdrawal)[]) =>
    tokens.using(client, (token) => client.operations(batch, token));
  const fetch = async (): Promise<void> => void must(await pull(store, client, tokens));
  await fetch();
  return {
    db,
    folder,
    store,
    ids,
    secrets,
    line,
    inbox: createInbox({ db, store, clock: server.clock, online: () => line.there }),
    send,
    asked,
    late,
    fetch,
    sync: async (): Promise<void> => {
      await send();
      await fetch();
    },
    /** Records it here; answers its id. */
    do: (intent: Intent): string => must(store.submit(intent)).id,
  };
}

export const HOUR = 3_600_000;
/** PPHU Spożywcza, which the practising technician has taken. */
export const TICKET = 't-80';
export const take = (target: string): Intent => ({ kind: 'ticket.take', target, args: {} });
export const edit = (fields: Record<string, { from: string; to: string }>, target = TICKET): Intent =>
  ({ kind: 'ticket.editCompany', target, args: { fields } }) as Intent;
export const phone = (from: string, to: string): Intent => edit({ phone: { from, to } });
export const note = (text: string, target = TICKET): Intent => ({ kind: 'ticket.addNote', target, args: { text } });

export type Here = Awaited<ReturnType<Awaited<ReturnType<typeof aServer>>['device']>>;
export const companyHere = (here: Here, id = TICKET) => here.store.viewRows.dossier(id)?.dossier.ticket.company;
export const kinds = (here: Here) => here.store.operations.history(100).map((r) => [r.operation.kind, r.outcome]);

/** The phone of PPHU Spożywcza was changed here to 602, and at another machine of the technician to 601 before that. */
export async function phoneConflict() {
  const world = await aServer();
  const here = await world.device();
  const other = await world.ownOther();
  const id = here.do(phone('', '602000111'));
  await other.act(phone('', '601000111'));
  await here.sync();
  return { ...world, here, other, id };
}
