import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '../../domain/clock.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import { ticketQuery } from '../../electron/core/api/contract.ts';
import { enrol } from '../../electron/core/device/enrol.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { seeded } from './seeded.ts';

/** A technician's machine as a process of its own, for the line test: it works without pause and says what is recorded. */
const {
  TECHNIK_LINE_FOLDER: dataFolder,
  TECHNIK_LINE_SERVER: server,
  TECHNIK_LINE_NAME: name,
  TECHNIK_LINE_SEED: seed,
  TECHNIK_LINE_CODE: code,
} = process.env;
if (dataFolder === undefined || server === undefined || name === undefined) throw new Error('TECHNIK_LINE_* are not set');
const random = seeded(Number(seed));

const core = await startCore({
  dataFolder,
  host: createNodeHost(dataFolder),
  clock: systemClock,
  mode: 'production',
  quiet: true,
  silence: { call: 1_500, live: 2_000 },
});
const { store, sync, tokens } = core.workplace();
let resting = false;
// Once held, an operation waits for the person; its place in the order is no longer promised.
const { hold } = store.operations;
store.operations.hold = (position, reason) => {
  if (reason !== null) writeSync(1, `held ${position}\n`);
  hold(position, reason);
};

/** Below the rule that asks for https: this is one machine. */
async function enrolled(): Promise<boolean> {
  if (store.state.get('device') !== undefined) return true;
  const client = createFieldClient({ server: server ?? '', ca: undefined, timeoutMs: 1_500 });
  const machineId = `machine-${name}`;
  return (await enrol(code ?? '', { store, tokens, client, machineId, appVersion: '0.1.0' })).ok;
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function something(): Intent | undefined {
  const all = core.workplace().views.list(ticketQuery.parse({ pageSize: 50 }));
  const row = all.rows[Math.floor(random() * all.rows.length)];
  if (row === undefined) return undefined;
  const dossier = store.viewRows.dossier(row.id)?.dossier;
  const subTicket = dossier?.subTickets[Math.floor(random() * dossier.subTickets.length)];
  const at = random();
  const text = `${name} ${Math.floor(random() * 2 ** 40).toString(36)}`;
  if (at < 0.55 || subTicket === undefined) return { kind: 'ticket.addNote', target: row.id, args: { text } };
  if (at < 0.65) return { kind: 'ticket.take', target: row.id, args: {} };
  if (at < 0.75) return { kind: 'subTicket.take', target: subTicket.id, args: {} };
  const field = at < 0.85 ? 'representative' : 'street';
  const from = dossier?.ticket.company[field] ?? '';
  return { kind: 'ticket.editCompany', target: row.id, args: { fields: { [field]: { from, to: text } } } };
}

async function work(): Promise<void> {
  while (!(await enrolled())) await pause(50);
  core.workplace().start();
  while (!resting) {
    const intent = something();
    const submitted = intent === undefined ? undefined : store.submit(intent);
    if (submitted?.ok) {
      // On disk when `submit` answers: from here on it may never be missed again.
      writeSync(1, `recorded ${submitted.value.id}\n`);
      sync.poke();
    }
    await pause(5 + random() * 60);
  }
  sync.wake('network');
  while (sync.status().state !== 'idle' || store.operations.pending().some(({ held }) => held === null)) await pause(50);
  writeSync(1, 'rest\n');
}

async function askAgain(): Promise<void> {
  while (!(await sync.now()).ok) await pause(100);
  writeSync(1, 'asked\n');
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'rest') resting = true;
  if (line === 'now') void askAgain();
  if (line === 'end') void core.close().then(() => process.exit(0));
});
writeSync(1, 'up\n');
await work();
