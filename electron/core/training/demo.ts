import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Dossier, SubTicket } from '../../../domain/model/index.ts';
import { formatGrosze } from '../../../domain/money.ts';
import type { Intent } from '../../../domain/operations/operation.ts';
import { ticketQuery } from '../api/contract.ts';
import type { Core } from '../core.ts';
import { createFieldClient } from '../field/client.ts';
import { TRAINING_CODE, type Training } from './training.ts';

export type DemoBreak = 'config' | 'server' | 'store';

export interface DemoStep {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What was found, for a reader of the report. */
  readonly detail: string;
  readonly code?: string;
}

export interface DemoOptions {
  readonly break?: DemoBreak;
  readonly onStep?: (step: DemoStep) => void;
  /** Told each operation's id once it is safe on disk. */
  readonly onRecorded?: (operationId: string) => void;
}

/** The ticket of the manual's own picture: PPHU SAM, punkt 735. */
const TICKET = 't-115';
/** A point of sale that M/platform has switched off. */
const INACTIVE_TICKET = 't-131';
const QUOTED_INVOICE = { number: 'FV/2026/11/1' };

class StepFailed extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * The whole job without a window, against training: every step looks first at what is already done, so that a demo
 * that was interrupted anywhere is finished by running it again.
 */
export async function runDemo(
  core: Core,
  options: DemoOptions = {},
): Promise<{ readonly steps: readonly DemoStep[]; readonly ok: boolean }> {
  const { store, sync } = core.workplace();
  const training = trainingOf(core);
  const ticketId = options.break === 'store' ? INACTIVE_TICKET : TICKET;
  const steps: DemoStep[] = [];

  async function step(name: string, work: () => Promise<string>): Promise<void> {
    if (steps.some((s) => !s.ok)) return;
    const begun = performance.now();
    const outcome = await work().then(
      (detail) => ({ ok: true, detail }),
      (cause: unknown) => {
        if (!(cause instanceof StepFailed)) throw cause;
        return { ok: false, detail: cause.message, code: cause.code };
      },
    );
    const done: DemoStep = { name, ms: Math.round(performance.now() - begun), ...outcome };
    steps.push(done);
    options.onStep?.(done);
  }

  const dossier = (): Dossier => {
    const found = store.viewRows.dossier(ticketId);
    if (found === undefined) throw new StepFailed('ticket.unknown');
    return found.dossier;
  };
  const subTicket = (): SubTicket => {
    const [first] = dossier().subTickets;
    if (first === undefined) throw new StepFailed('subTicket.unknown');
    return first;
  };
  const submit = (intent: Intent): string => {
    const answer = store.submit(intent);
    if (!answer.ok) throw new StepFailed(answer.error.code);
    options.onRecorded?.(answer.value.id);
    return answer.value.id;
  };
  const inProgress = (): boolean => subTicket().status === 'inProgress';

  await step('sync', async () => {
    await must(training.startServer());
    if (store.state.get('device') === undefined) await must(core.workplace().enrolAt(training.server, TRAINING_CODE));
    await must(sync.now());
    return `zgłoszenia: ${core.workplace().views.list(ticketQuery.parse({ pageSize: 1 })).total}`;
  });
  await step('take-ticket', async () => {
    if (dossier().ticket.technicianId === null) submit({ kind: 'ticket.take', target: ticketId, args: {} });
    return dossier().ticket.company.name;
  });
  await step('take-sub-ticket', async () => {
    if (subTicket().status === 'new') submit({ kind: 'subTicket.take', target: subTicket().id, args: {} });
    return `punkt ${subTicket().punktId}`;
  });
  await step('server-stopped', async () => {
    await training.stopServer();
    const answer = await sync.now();
    if (answer.ok) throw new StepFailed('server-still-answers');
    return answer.error.code;
  });
  await step('configure', async () => {
    if (!inProgress()) return 'już zrobione';
    await configure(core, training, subTicket().id, options);
    await training.stopPcpos();
    await training.startPcpos();
    if (options.break === 'config') await tamper(training.tillFolder, subTicket().punktId);
    return subTicket().configuration?.digest.slice(0, 12) ?? 'nie zapisano';
  });
  await step('train', async () => {
    if (inProgress() && subTicket().training === null) {
      submit({ kind: 'subTicket.recordTraining', target: subTicket().id, args: { retailerName: 'Jan Sam' } });
    }
    return subTicket().training?.retailerName ?? '';
  });
  await step('invoice', async () => {
    const totalGross = dossier().ticket.quote?.totalGross ?? 0;
    if (inProgress() && subTicket().invoice === null) {
      submit({ kind: 'subTicket.recordInvoice', target: subTicket().id, args: { ...QUOTED_INVOICE, totalGross } });
    }
    return formatGrosze(subTicket().invoice?.totalGross ?? 0);
  });
  await step('close-waits', async () => {
    if (inProgress() && openClose(core, ticketId) === undefined)
      submit({ kind: 'subTicket.close', target: subTicket().id, args: {} });
    if (options.break === undefined && !inProgress()) return 'już zrobione';
    if (subTicket().status === 'closed') throw new StepFailed('closed-without-server');
    return 'czeka na połączenie';
  });
  await step('server-started', async () => {
    await must(training.startServer());
    return training.server;
  });
  await step('sync-again', async () => {
    await must(core.workplace().syncWithFiles());
    return `czeka: ${store.operations.waiting()}`;
  });
  await (options.break === undefined ? succeed() : refuse(options.break));
  return { steps, ok: steps.every((s) => s.ok) };

  async function succeed(): Promise<void> {
    await step('probe', async () => {
      const run = store.probeRuns.of(subTicket().id)[0];
      if (run === undefined) throw new StepFailed('no-probe');
      if (run.verdict !== 'passed') throw new StepFailed(run.cause?.code ?? run.problem?.code ?? 'failed');
      return run.stages.map((s) => `${s.id} ${Math.round(s.ms)} ms`).join(', ');
    });
    await step('closed', async () => {
      if (subTicket().status !== 'closed') throw new StepFailed(openClose(core, ticketId)?.reason?.code ?? 'not-closed');
      return subTicket().closedAt ?? '';
    });
    await step('ticket-closed', async () => {
      if (dossier().ticket.status !== 'closed') throw new StepFailed('ticket-not-closed');
      return dossier().ticket.closedOn ?? '';
    });
  }

  async function refuse(broken: DemoBreak): Promise<void> {
    await step('probe-fails', async () => {
      // As a technician would: the close waits, so look for the reason.
      const run = await core.workplace().probing.run(subTicket(), { signal: new AbortController().signal });
      const code = run.cause?.code;
      if (run.verdict !== 'failed' || code === undefined || !EXPECTED[broken].includes(code))
        throw new StepFailed(code ?? run.verdict);
      return code;
    });
    await step('close-refused', async () => {
      const close = openClose(core, ticketId);
      if (subTicket().status === 'closed' || close === undefined) throw new StepFailed('closed-without-proof');
      return close.reason?.code ?? 'czeka';
    });
    await step('server-refuses', async () => serverAnswerWithoutProof(training, subTicket().id));
  }
}

function trainingOf(core: Core): Training {
  const { training } = core.workplace();
  if (training === undefined) throw new Error('The demo runs in training only');
  return training;
}

/** By which codes each break must be recognised. */
const EXPECTED: Readonly<Record<DemoBreak, readonly string[]>> = {
  config: ['probe.pcpos-other-store'],
  server: ['probe.tcp-refused'],
  store: ['probe.store-inactive'],
};

async function must(answer: Promise<{ ok: true } | { ok: false; error: { code: string } }>): Promise<void> {
  const settled = await answer;
  if (!settled.ok) throw new StepFailed(settled.error.code);
}

const openClose = (core: Core, ticketId: string) => core.workplace().views.openCloses(ticketId)[0];

async function configure(core: Core, training: Training, subTicketId: string, options: DemoOptions): Promise<void> {
  const { till } = core.workplace();
  // For the broken run an address with a slip in it: nothing listens on port 1.
  const server = options.break === 'server' ? 'https://localhost:1' : training.server;
  const plan = await till.plan(subTicketId, false, server);
  if (!plan.ok) throw new StepFailed(plan.error.code);
  const { before, after } = plan.value;
  const applied = await till.apply(subTicketId, { replace: false, expect: before.digest, result: after.digest, server });
  if (!applied.ok) throw new StepFailed(applied.error.code);
  options.onRecorded?.('configuration');
}

/** Somebody edits the till's file by hand after it was written. */
async function tamper(folder: string, punktId: string): Promise<void> {
  const file = join(folder, 'pcpos7.conf');
  const text = await readFile(file, 'latin1');
  await writeFile(file, text.replace(punktId, '9999'), 'latin1');
}

/** Asks the server itself to close, as an app without our gate would: it must say no. */
async function serverAnswerWithoutProof(training: Training, subTicketId: string): Promise<string> {
  const client = createFieldClient({ server: training.server, ca: training.ca });
  const device = await client.enrol({
    enrolmentCode: TRAINING_CODE,
    machineId: 'another-machine',
    name: 'demo',
    appVersion: 'demo',
  });
  if (!device.ok) throw new StepFailed(device.error.code);
  const operation = {
    kind: 'subTicket.close',
    target: subTicketId,
    args: {},
    id: uuidv7(),
    seq: 1,
    deviceTime: new Date().toISOString(),
    appVersion: 'demo',
  } as const;
  const answer = await client.operations([operation], device.value.accessToken);
  if (!answer.ok) throw new StepFailed(answer.error.code);
  const [result] = answer.value.results;
  if (result?.outcome !== 'rejected') throw new StepFailed('server-accepted');
  return result.code ?? 'rejected';
}
