import { extname, resolve } from 'node:path';
import { punktId } from '../../domain/model/index.ts';
import { type ProbeStageId, probeStageId, probeStageIds } from '../../domain/probe.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { parseAddress } from '../../native-checks/probe/address.ts';

/** As commander gives them. */
export interface ProbeOptions {
  readonly config?: string;
  readonly server?: string;
  readonly store?: string;
  readonly only?: string;
  readonly timeout?: string;
  readonly handover?: string;
  readonly report?: string;
  readonly subTicket?: string;
}

/** What is to be probed, after everything that the caller could have got wrong was looked at. */
export interface ProbeWish {
  readonly at: { readonly config: string } | { readonly server: string };
  /** Undefined: the one in the configuration. */
  readonly store: string | undefined;
  readonly subTicket: string | undefined;
  readonly only: readonly ProbeStageId[] | undefined;
  readonly timeoutMs: number | undefined;
  readonly handover: string | undefined;
  readonly report: { readonly file: string; readonly format: 'html' | 'json' } | undefined;
}

const MOST_SECONDS = 60;

export function readWish(options: ProbeOptions): Result<ProbeWish, Problem> {
  const { config, server, store, handover, subTicket } = options;
  const at = placeOf(config, server, store);
  if (!at.ok) return at;
  if (store !== undefined && !punktId.safeParse(store.trim()).success)
    return err(problem('probing.store-invalid', { value: store }));
  const only = stagesOf(options.only);
  if (!only.ok) return only;
  const seconds = options.timeout === undefined ? undefined : Number(options.timeout.replace(',', '.'));
  if (seconds !== undefined && !(seconds >= 1 && seconds <= MOST_SECONDS))
    return err(problem('probing.timeout-invalid', { value: options.timeout ?? '' }));
  if (handover !== undefined && config === undefined) return err(problem('probing.handover-needs-config'));
  if (handover !== undefined && only.value !== undefined) return err(problem('probing.handover-whole'));
  const report = reportOf(options.report);
  if (!report.ok) return report;
  return ok({
    at: at.value,
    store: store?.trim(),
    subTicket,
    only: only.value,
    timeoutMs: seconds === undefined ? undefined : Math.round(seconds * 1000),
    handover: handover === undefined ? undefined : resolve(handover),
    report: report.value,
  });
}

function placeOf(
  config: string | undefined,
  server: string | undefined,
  store: string | undefined,
): Result<ProbeWish['at'], Problem> {
  if ((config === undefined) === (server === undefined)) return err(problem('probing.needs-source'));
  if (config !== undefined) return ok({ config });
  const address = parseAddress(server ?? '');
  // An address with a password in it is not repeated.
  if (!address.ok)
    return err(problem('probing.server-invalid', { value: address.error === 'withPassword' ? '…' : (server ?? '') }));
  return store === undefined ? err(problem('probing.needs-store')) : ok({ server: server ?? '' });
}

function stagesOf(text: string | undefined): Result<readonly ProbeStageId[] | undefined, Problem> {
  if (text === undefined) return ok(undefined);
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.filter((name) => !probeStageId.safeParse(name).success);
  if (unknown.length > 0 || names.length === 0)
    return err(problem('probing.stage-unknown', { names: unknown.join(', ') || text, list: probeStageIds.join(', ') }));
  return ok(probeStageIds.filter((id) => names.includes(id)));
}

function reportOf(file: string | undefined): Result<ProbeWish['report'], Problem> {
  if (file === undefined) return ok(undefined);
  const kind = extname(file).toLowerCase();
  if (kind === '.html' || kind === '.htm') return ok({ file: resolve(file), format: 'html' });
  return kind === '.json' ? ok({ file: resolve(file), format: 'json' }) : err(problem('probing.report-kind', { file }));
}
