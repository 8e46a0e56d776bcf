import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { technik } from '../bad-input/technik.ts';
import { tempFolder } from '../support/temp.ts';
import { atWork, SUB_TICKET } from './training.ts';

/** A machine is told from another by what the system says of it: here by what `cat /etc/machine-id` gives. */
function anotherMachine(name: string): Readonly<Record<string, string>> {
  const bin = join(tempFolder('machine'), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'cat'), `#!/bin/sh\necho ${name}\n`);
  chmodSync(join(bin, 'cat'), 0o755);
  return { PATH: `${bin}:${process.env.PATH}` };
}

/**
 * A technician's laptop with the line up, and a till on another machine: its PC-POS was configured there, by hand or by
 * `technik pcpos`, and the laptop knows nothing of it.
 */
async function laptopAndTill() {
  const work = await atWork();
  const { training, client } = work;
  const stick = tempFolder('stick');
  const env = {
    ...anotherMachine('0000111122223333444455556666aaaa'),
    NODE_EXTRA_CA_CERTS: join(work.folder, 'training', 'mplatform', 'tls-cert.pem'),
  };
  const onTill = (args: readonly string[]) => technik([...args, '--data', join(stick, 'data')], { env });
  const configure = async (store = '735', server = training.server): Promise<void> => {
    const ended = await onTill(['pcpos', 'apply', training.tillFolder, '--server', server, '--store', store, '--replace']);
    expect(ended.exit).toBe(0);
    await training.stopPcpos();
    await training.startPcpos();
  };
  const file = join(stick, 'wynik.txt');
  const probe = async () => {
    const ended = await onTill(['probe', '--config', training.tillFolder, '--handover', file, '--json']);
    const document = JSON.parse(ended.out) as { verdict: string; cause: { code: string } | null; handover: { code: string } };
    return { exit: ended.exit, document, code: document.handover.code, text: readFileSync(file, 'utf8') };
  };
  const read = (text: string) => client.probe.readSigned({ subTicketId: SUB_TICKET, text });
  const take = (text: string, code: string) => client.probe.takeSigned({ subTicketId: SUB_TICKET, text, code });
  return { ...work, stick, configure, probe, read, take };
}

it('carries a till’s own result from its USB stick to a closed sub-ticket', async () => {
  const { client, stick, submit, configure, probe, read, take } = await laptopAndTill();
  await configure();
  const made = await probe();
  expect(made.document.cause).toBeNull();
  expect(made.exit).toBe(0);
  expect(made.code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
  const [key] = readdirSync(join(stick, 'data', 'till-keys'));
  expect(statSync(join(stick, 'data', 'till-keys', key ?? '')).mode & 0o777).toBe(0o600);

  expect(await read(made.text)).toMatchObject({ ok: true, value: { storeId: '735', problem: null } });
  const taken = await take(made.text, made.code.toLowerCase().replace('-', ' '));
  expect(taken).toMatchObject({
    ok: true,
    value: { verdict: 'passed', problem: null, receipt: { origin: 'workstation' }, handover: { code: made.code } },
  });
  if (!taken.ok) throw new Error(taken.error.code);
  expect(taken.value.receipt?.machineId).toBe(taken.value.handover?.machineId);
  expect((await client.probe.history({ subTicketId: SUB_TICKET }))[0]?.id).toBe(taken.value.id);

  await submit({ kind: 'subTicket.recordTraining', target: SUB_TICKET, args: { retailerName: 'Jan Sam' } });
  await submit({ kind: 'subTicket.recordInvoice', target: SUB_TICKET, args: { number: 'FV/1', totalGross: 246_000 } });
  expect(await client.subTickets.close({ id: SUB_TICKET })).toEqual({ ok: true, value: { waits: false } });
  expect(await client.subTickets.get({ id: SUB_TICKET })).toMatchObject({ ok: true, value: { subTicket: { status: 'closed' } } });
}, 60_000);

it('takes in no result whose code, words, store or age is not right, and says what to do', async () => {
  const { configure, probe, read, take } = await laptopAndTill();
  await configure();
  const { text, code } = await probe();
  expect(
    await take(
      text,
      code.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
    ),
  ).toMatchObject({
    ok: false,
    error: { code: 'handover.code-differs' },
  });
  expect(await take(text, '')).toMatchObject({ ok: false, error: { code: 'handover.code-differs' } });
  expect(await read('Lista zakupów')).toMatchObject({ ok: false, error: { code: 'handover.unreadable' } });

  const [body = '', signature = ''] = text.trim().split('.');
  const content = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  const edited = Buffer.from(JSON.stringify({ ...content, storeId: '99' })).toString('base64url');
  expect(await read(`${edited}.${signature}`)).toMatchObject({ ok: true, value: { problem: { code: 'handover.forged' } } });
  expect(await take(`${edited}.${signature}`, code)).toMatchObject({ ok: false, error: { code: 'handover.forged' } });

  await configure('736');
  const other = await probe();
  expect(await read(other.text)).toMatchObject({
    ok: true,
    value: { problem: { code: 'handover.other-store', params: { found: '736', expected: '735' } } },
  });
}, 60_000);

it('without a line says that one is needed, changes nothing, and takes the same file when it is back', async () => {
  const { client, training, configure, probe, take } = await laptopAndTill();
  await configure();
  const { text, code } = await probe();
  await training.stopServer();
  expect(await take(text, code)).toMatchObject({ ok: false, error: { code: 'handover.needs-line' } });
  expect(await client.operations.list({ state: 'open' })).toEqual([]);
  await training.startServer();
  expect(await take(text, code)).toMatchObject({ ok: true, value: { verdict: 'passed' } });
}, 60_000);

it('does not call a till good that is not: what failed there is the cause here', async () => {
  const { training, configure, probe, take } = await laptopAndTill();
  await configure();
  await training.stopPcpos();
  const made = await probe();
  expect(made.exit).toBe(1);
  expect(made.document.cause?.code).toBe('probe.pcpos-stopped');
  expect(await take(made.text, made.code)).toMatchObject({
    ok: true,
    value: { verdict: 'failed', cause: { code: 'probe.pcpos-stopped' }, receipt: null },
  });
}, 60_000);

it('asks for the till’s own result instead of probing this machine in its place', async () => {
  const { client, core, training, submit, configure, probe, take } = await laptopAndTill();
  await configure();
  await training.stopPcpos();
  const made = await probe();
  await take(made.text, made.code);
  await submit({ kind: 'subTicket.recordTraining', target: SUB_TICKET, args: { retailerName: 'Jan Sam' } });
  await submit({ kind: 'subTicket.recordInvoice', target: SUB_TICKET, args: { number: 'FV/1', totalGross: 246_000 } });
  const runs = vi.spyOn(core.workplace().probing, 'run');
  expect(await client.subTickets.close({ id: SUB_TICKET })).toEqual({ ok: true, value: { waits: true } });
  expect(await client.operations.list({ state: 'open' })).toMatchObject([
    { kind: 'subTicket.close', reason: { code: 'closing.till-elsewhere' } },
  ]);
  expect(runs).not.toHaveBeenCalled();
}, 60_000);
