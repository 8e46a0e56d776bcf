import { v7 as uuidv7 } from 'uuid';
import { onTestFinished } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { enrol } from '../../electron/core/device/enrol.ts';
import { createTokens } from '../../electron/core/device/tokens.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { createInbox } from '../../electron/core/inbox/inbox.ts';
import { createStore } from '../../electron/core/store/store.ts';
import { pull } from '../../electron/core/sync/pull.ts';
import { push } from '../../electron/core/sync/push.ts';
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
  const send = async (): Promise<void> => {
    const device = store.state.get('device');
    if (device === undefined) throw new Error('not enrolled');
    const release = () => ({ go: true as const, proof: 'the-proof-of-a-close' });
    must(await push({ store, client, tokens, device, release, stands: () => true }));
  };
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
    fetch,
    sync: async (): Promise<void> => {
      await send();
      await fetch();
    },
    /** Records it here; answers its id. */
    do: (intent: Intent): string => must(store.submit(intent)).id,
  };
}
