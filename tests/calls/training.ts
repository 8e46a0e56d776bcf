import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import { startCore } from '../../electron/core/core.ts';
import { trainingCertificate } from '../../electron/core/training/certificate.ts';
import type { SimulatorOrder } from '../../electron/core/training/pcpos-simulator.ts';
import { TRAINING_CODE } from '../../electron/core/training/training.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { tempFolder } from '../support/temp.ts';

export const TICKET = 't-115';
export const SUB_TICKET = 's-735';

/** A technician in training with the line up, enrolled; calls as the interface makes them. */
export async function inTraining() {
  const folder = tempFolder('work');
  const core = await startCore({
    dataFolder: folder,
    host: createNodeHost(folder),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  onTestFinished(() => core.close());
  const client = createRouterClient(core.router);
  const { training, enrolAt } = core.workplace();
  if (training === undefined) throw new Error('not in training');
  await training.startServer();
  await enrolAt(training.server, TRAINING_CODE);
  await client.sync.now();
  const submit = async (intent: Intent): Promise<void> =>
    expect(await client.operations.submit({ intent })).toMatchObject({ ok: true });
  return { core, client, training, folder, submit };
}

/** The same with ticket and sub-ticket taken. */
export async function atWork() {
  const { core, client, training, folder, submit } = await inTraining();
  await submit({ kind: 'ticket.take', target: TICKET, args: {} });
  await submit({ kind: 'subTicket.take', target: SUB_TICKET, args: {} });
  await client.sync.now();
  return {
    core,
    client,
    training,
    folder,
    submit,
    /** Writes the till's file as planned and starts PC-POS anew. */
    async configure(): Promise<void> {
      const plan = await client.till.plan({ subTicketId: SUB_TICKET });
      if (!plan.ok) throw new Error(plan.error.code);
      const { before, after } = plan.value;
      const applied = await client.till.apply({ subTicketId: SUB_TICKET, expect: before.digest, result: after.digest });
      expect(applied).toMatchObject({ ok: true });
      await training.stopPcpos();
      await training.startPcpos();
      await client.sync.now();
    },
    async probe() {
      for await (const event of await client.probe.run({ subTicketId: SUB_TICKET }))
        if (event.type === 'finished') return event.run;
      throw new Error('The probe did not finish');
    },
  };
}

/** What was open in that data folder's training, kept open without the app: its M/platform and its PC-POS. */
export async function trainingWithoutApp(folder: string) {
  const data = join(folder, 'training');
  const tls = await trainingCertificate(join(data, 'mplatform'), Date.now());
  const port = Number(readFileSync(join(data, 'mplatform', 'port'), 'utf8'));
  const address = `https://localhost:${port}`;
  const options = { dataFolder: join(data, 'mplatform'), port, tls, clock: systemClock, publicAddress: address };
  const opened = await openMplatform({ ...options, seed: 'training' });
  if (!opened.ok) throw new Error(opened.error.code);
  let open = true;
  const stopServer = async (): Promise<void> => {
    if (open) await opened.value.close();
    open = false;
  };
  onTestFinished(stopServer);
  const till = join(data, 'pcpos7');
  const order: SimulatorOrder = { folder: till, ca: tls.cert, posName: '1', version: '7.4.101' };
  const pcpos = createNodeHost(folder).fork('pcpos-simulator', order);
  onTestFinished(() => pcpos.stop());
  const { promise: running, resolve } = Promise.withResolvers<void>();
  pcpos.onMessage(() => resolve());
  await running;
  return { till, address, pcpos, stopServer };
}
