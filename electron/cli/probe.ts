import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { rfc3339, systemClock } from '../../domain/clock.ts';
import type { ReceiptClaims } from '../../domain/closing.ts';
import { type ProbeStage, type ProbeVerdict, probeStageIds, probeVerdict, TESTED_BY_TILL } from '../../domain/probe.ts';
import { explain, type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type ProbeDeps, type ProbeSession, runProbe } from '../../native-checks/probe/index.ts';
import { stageReport } from '../../native-checks/probe/report.ts';
import { environmentProxy } from '../core/field/environment-proxy.ts';
import type { ProbeRun } from '../core/index.ts';
import { inputFor } from '../core/probing/probing.ts';
import { reportFile, thisProgram } from '../core/probing/report-of.ts';
import type { ProbedTill } from '../core/probing/which-till.ts';
import type { CliContext } from './context.ts';
import { mayWrite, writeWhole } from './own-file.ts';
import { type Account, openAccount, subTicketFor } from './probe-account.ts';
import { handOver, prepareSigning, type Signing } from './probe-handover.ts';
import { type Place, placeFor } from './probe-place.ts';
import { endingText, stageLine } from './probe-text.ts';
import { type ProbeOptions, type ProbeWish, readWish } from './probe-wish.ts';
import { sendFiles, until, waitsForFile } from './send-files.ts';

/**
 * `technik probe`: the test of the way to M/platform with no window. Prints one document
 * `{verdict, cause, stages, receipt?, ...}`; exit 0 only if it passed.
 * @param migrations folder of the core database's migrations
 */
export function probeCommand(contextOf: (command: Command) => CliContext, migrations: string): Command {
  return new Command('probe')
    .option('--config <ścieżka>', 'folder PC-POS albo plik jego konfiguracji')
    .option('--server <adres>', 'adres serwera M/platform, gdy nie ma tu PC-POS')
    .option('--store <numer>', 'punkt ID')
    .option('--only <etapy>', `tylko te etapy, po przecinku, i to, czego wymagają: ${probeStageIds.join(', ')}`)
    .option('--timeout <sekundy>', 'czas na dojście do pierwszej odpowiedzi, od 1 do 60')
    .option('--handover <plik>', 'na kasie: zapisz podpisany wynik do przeniesienia na laptop')
    .option('--report <plik>', 'zapisz raport: strona .html albo dane .json')
    .option('--sub-ticket <numer>', 'podzgłoszenie, gdy nie wynika z punktu')
    .action(async (options: ProbeOptions, command: Command) => {
      const cli = contextOf(command);
      const wish = readWish(options);
      if (!wish.ok) return refuse(cli, wish.error);
      const cancel = new AbortController();
      const onSignal = (): void => cancel.abort();
      process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
      try {
        const done = await probe(cli, migrations, wish.value, cancel.signal);
        if (!done.ok) refuse(cli, done.error);
      } finally {
        process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      }
    });
}

/** Whatever kept the test from being made is bad input; what the test itself found is an answer. */
function refuse(cli: CliContext, what: Problem): void {
  if (cli.json) cli.print('', { problem: what });
  cli.fail(2, what);
}

/** What one run found, however it was made. */
interface Outcome extends Pick<ProbeRun, 'startedAt' | 'finishedAt' | 'stages' | 'verdict' | 'cause' | 'problem' | 'sinceGood'> {
  readonly id: string;
  readonly receipt: ReceiptClaims | null;
  /** The receipt's own words. */
  readonly receiptText: string | undefined;
  readonly subTicketId: string | null;
}

async function probe(cli: CliContext, migrations: string, wish: ProbeWish, signal: AbortSignal): Promise<Result<null, Problem>> {
  const place = await placeFor(cli, migrations, wish);
  if (!place.ok) return place;
  const signing = wish.handover === undefined ? ok(undefined) : await signingFor(cli, wish.handover, place.value);
  if (!signing.ok) return signing;
  if (wish.report !== undefined) {
    const free = await mayWrite(
      wish.report.file,
      (text) => text.includes('m-technik.probe') || text.includes('content="M/Technik '),
    );
    if (!free.ok) return free;
  }
  const needsAccount = signing.value === undefined && signsIn(wish);
  const account = needsAccount ? await openAccount(cli) : ok(null);
  if (!account.ok) return account;
  try {
    const outcome = await run(cli, wish, place.value, account.value, signing.value !== undefined, signal);
    if (!outcome.ok) return outcome;
    const told = await tell(cli, wish, place.value, outcome.value, signing.value);
    const workplace = account.value?.workplace;
    if (workplace?.sync.status().state === 'idle') await sendFiles(cli, workplace, signal);
    return told;
  } finally {
    await leave(account.value);
  }
}

/** A round of sync that waits for a silent server would keep the person waiting after the verdict; nothing is lost by leaving it. */
async function leave(account: Account | null): Promise<void> {
  if (account === null) return;
  const closed = account.close().then(() => true);
  if (await Promise.race([closed, setTimeout(PATIENCE_MS, false, { ref: false })])) return;
  await new Promise<void>((done) => process.stdout.write('', () => done()));
  // Named: Electron's own `exit` would take none for success.
  process.exit(process.exitCode);
}
const PATIENCE_MS = 1_000;

const SIGNED_IN = ['signIn', 'store', 'live', 'tillContact'] as const;
const signsIn = ({ only }: ProbeWish): boolean => only === undefined || SIGNED_IN.some((id) => only.includes(id));

async function signingFor(cli: CliContext, file: string, { at, reading }: Place): Promise<Result<Signing, Problem>> {
  if (at.access === null || reading === null) return err(problem('probing.handover-remote', { folder: reading?.folder ?? '' }));
  return prepareSigning(cli.dataFolder, file);
}

async function run(
  cli: CliContext,
  wish: ProbeWish,
  { at, storeId }: Place,
  account: Account | null,
  elsewhere: boolean,
  signal: AbortSignal,
): Promise<Result<Outcome, Problem>> {
  const { only, timeoutMs } = wish;
  const onStage = (stage: ProbeStage): void => cli.say(stageLine(stage));
  const limits = timeoutMs === undefined ? {} : { timeoutMs };
  const workplace = account?.workplace;
  let subTicket = workplace === undefined ? ok(undefined) : subTicketFor(workplace, storeId, wish.subTicket);
  // It may have been given to this technician since; and what was done before must have arrived.
  const syncing = workplace?.sync.now();
  if (workplace !== undefined && (!subTicket.ok || subTicket.value === undefined)) {
    await until(syncing ?? Promise.resolve(), signal);
    subTicket = subTicketFor(workplace, storeId, wish.subTicket);
  }
  if (!subTicket.ok) return subTicket;
  if (workplace !== undefined && subTicket.value !== undefined && waitsForFile(workplace, subTicket.value.ticketId)) {
    // M/platform would judge by less than was done, and a file takes longer than signing in waits.
    await sendFiles(cli, workplace, signal);
  }
  if (workplace !== undefined && subTicket.value !== undefined && only === undefined) {
    const ran = await workplace.probing.run(subTicket.value, {
      signal,
      at,
      ...limits,
      ...(syncing === undefined ? {} : { first: syncing }),
      onEvent: (event) => {
        if (event.type === 'stage') onStage(event.stage);
      },
    });
    const text = ran.receipt === null ? undefined : workplace.store.probeRuns.latestReceipt(ran.subTicketId);
    return ok({ ...ran, receiptText: text });
  }
  const session = elsewhere ? 'elsewhere' : account === null ? null : sessionOf(account, subTicket.value, at);
  const ca = workplace?.client()?.ca;
  const deps: ProbeDeps = {
    clock: systemClock,
    session,
    till: at.access,
    proxyFor: environmentProxy(process.env, process.platform),
    ...(ca === undefined ? {} : { ca }),
  };
  const startedAt = rfc3339(systemClock.now());
  const input =
    subTicket.value === undefined
      ? { serverAddress: at.serverAddress ?? '', storeId, expected: null }
      : inputFor(subTicket.value, at.serverAddress);
  const stages = await runProbe(input, deps, { signal, onStage, ...limits, ...(only === undefined ? {} : { only }) });
  const { passed, cause } = verdictOf(stages, at, elsewhere);
  return ok({
    id: crypto.randomUUID(),
    startedAt,
    finishedAt: rfc3339(systemClock.now()),
    stages,
    verdict: signal.aborted ? 'cancelled' : passed ? 'passed' : 'failed',
    cause: cause ?? null,
    problem: null,
    sinceGood: null,
    receipt: null,
    receiptText: undefined,
    subTicketId: subTicket.value?.id ?? null,
  });
}

/** Enrolled, but with no such sub-ticket: M/platform would say so, and so does signing in. */
function sessionOf(
  { workplace }: Account,
  subTicket: Parameters<typeof inputFor>[0] | undefined,
  at: ProbedTill,
): ProbeSession | null {
  if (subTicket !== undefined) return workplace.probing.sessionFor(subTicket, at, {});
  const origin = workplace.client()?.origin;
  if (origin === undefined) return null;
  return { origin, accessToken: () => '', open: async () => err(problem('subTicket.unknown', { id: '' })) };
}

/** Over what was tested. That nobody is enrolled here is no fault of the shop's, so it comes after all others. */
function verdictOf(stages: readonly ProbeStage[], { origin }: ProbedTill, elsewhere: boolean): ProbeVerdict {
  if (elsewhere) return probeVerdict(stages, 'workstation', TESTED_BY_TILL);
  const wanted = stages.map((stage) => stage.id);
  const verdict = probeVerdict(stages, origin, wanted);
  if (verdict.cause?.code !== 'probe.not-enrolled') return verdict;
  const later = stages.find((stage) => stage.status === 'failed' && stage.code !== 'probe.not-enrolled');
  return later === undefined ? verdict : { passed: false, cause: later };
}

async function tell(
  cli: CliContext,
  wish: ProbeWish,
  { at, storeId, reading }: Place,
  outcome: Outcome,
  signing: Signing | undefined,
): Promise<Result<null, Problem>> {
  const { verdict, cause, stages, startedAt, finishedAt } = outcome;
  const complete = wish.only === undefined && signing === undefined;
  const serverAddress = at.serverAddress ?? '';
  const signed =
    signing === undefined || reading === null || verdict === 'cancelled'
      ? undefined
      : await handOver(signing, { startedAt, finishedAt, storeId, serverAddress, reading, stages });
  if (signed !== undefined && !signed.ok) return signed;
  const handover = signed === undefined || signing === undefined ? undefined : { file: signing.file, code: signed.value };
  if (wish.report !== undefined) {
    const subject = { punktId: storeId, name: null, city: null, subTicketId: outcome.subTicketId, serverAddress };
    const run = { ...outcome, handover: handover === undefined ? null : { machineId: '', code: handover.code } };
    const about = { run, complete, subject, program: thisProgram(), madeAt: systemClock.now(), language: 'pl' as const };
    const written = await writeWhole(wish.report.file, reportFile(about, wish.report.format).text);
    if (!written.ok) return written;
  }
  const { only } = wish;
  const asked = only === undefined ? stages : stages.filter((stage) => only.includes(stage.id));
  // What could not be tested is no yes: the exit code must not say so.
  const tested = verdict !== 'passed' || asked.some((stage) => stage.status !== 'notTestable');
  const ending = {
    verdict,
    complete,
    tested,
    cause: cause === null ? null : stageReport(cause),
    problem: outcome.problem === null ? null : { code: outcome.problem.code, message: explain(outcome.problem) },
    ...(outcome.receipt === null ? {} : { receipt: { ...outcome.receipt, text: outcome.receiptText } }),
    ...(handover === undefined ? {} : { handover }),
    ...(wish.report === undefined ? {} : { report: wish.report.file }),
  };
  const document = {
    ...ending,
    stages: stages.map((stage) => stageReport(stage)),
    server: serverAddress,
    store: storeId,
    subTicket: outcome.subTicketId,
    startedAt,
    finishedAt,
  };
  cli.print(endingText(ending), document);
  cli.exit(verdict === 'passed' && tested ? 0 : 1);
  return ok(null);
}
