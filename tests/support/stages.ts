import type { ProbeStage, ProbeStageId } from '../../domain/probe.ts';
import { type CodeOf, findingOf } from '../../domain/probe-findings.ts';

/** What the stages found where all is well; evidence as the probe gives it. */
export interface GoodProbe {
  readonly probeId?: string;
  readonly storeId?: string;
  readonly configDigest?: string;
  readonly origin?: 'workstation' | 'laptop';
  readonly serverAddress?: string;
}

/** All sixteen stages of a good probe of a server on this very machine, from the till itself or from a laptop. */
export function goodStages(probe: GoodProbe = {}): ProbeStage[] {
  const { probeId = 'probe', storeId = '735', configDigest = 'c'.repeat(64), serverAddress = 'http://127.0.0.1' } = probe;
  const laptop = probe.origin === 'laptop';
  const good = <I extends ProbeStageId>(id: I, code: CodeOf<I>, evidence: Record<string, unknown> = {}): ProbeStage => {
    const finding = findingOf(id, code);
    if (finding === undefined) throw new Error(`${id} has no code ${code}`);
    return { id, status: finding.status, code, params: {}, ms: 1, actor: finding.actor, evidence };
  };
  return [
    good('machine', 'probe.machine-not-needed'),
    good('proxy', 'probe.proxy-none'),
    good('names', 'probe.names-literal'),
    good('portal', 'probe.portal-none'),
    good('tcp', 'probe.tcp-open'),
    good('tls', 'probe.tls-not-needed'),
    good('http', 'probe.http-ok'),
    good('clock', 'probe.clock-right', { clockOffMs: 0 }),
    good('bodies', 'probe.bodies-pass'),
    good('signIn', 'probe.signed-in', { probeId }),
    good('store', 'probe.store-known', { storeId, standing: 'known' }),
    good('live', 'probe.live-echoed'),
    laptop
      ? good('pcposConfigured', 'probe.pcpos-not-here')
      : good('pcposConfigured', 'probe.pcpos-configured', {
          digest: configDigest,
          server: serverAddress,
          stores: [storeId],
          active: true,
          expectedDigest: configDigest,
        }),
    good('pcposRunning', laptop ? 'probe.pcpos-running-not-here' : 'probe.pcpos-running'),
    good('pcposRestarted', laptop ? 'probe.pcpos-restart-not-here' : 'probe.pcpos-restarted'),
    good('tillContact', 'probe.till-contact-unknown'),
  ];
}
