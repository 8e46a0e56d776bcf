import { systemClock } from '../../../domain/clock.ts';
import type { ProbeStage } from '../../../domain/probe.ts';
import { ok } from '../../../domain/result.ts';
import {
  type ProbeDeps,
  type ProbeInput,
  type ProbeOptions,
  type ProbeSession,
  runProbe,
  type TillAccess,
  type TillFacts,
} from '../index.ts';

export const TOKEN = 'lab-token-0123456789-abcdef';
/** The till's file was written then, and PC-POS started a minute later. */
export const CHANGED_AT = Date.UTC(2026, 10, 23, 8);
export const DIGEST = 'a'.repeat(64);

export const ticket = {
  probeId: 'probe-1',
  nonce: 'nonce-0123456789abcdef',
  store: 'known' as const,
  tillContactAt: new Date(CHANGED_AT + 120_000).toISOString(),
};

export const session = (serverAddress: string, changes: Partial<ProbeSession> = {}): ProbeSession => ({
  origin: new URL(serverAddress).origin,
  open: async () => ok(ticket),
  accessToken: () => TOKEN,
  ...changes,
});

export const till = (server: string, changes: Partial<TillFacts> = {}): TillFacts => ({
  digest: DIGEST,
  server,
  stores: ['735'],
  active: true,
  mutexPort: 8777,
  changedAt: CHANGED_AT,
  ...changes,
});

export const tillAccess = (facts: TillFacts, changes: Partial<TillAccess> = {}): TillAccess => ({
  read: async () => ok(facts),
  isRunning: async () => true,
  runningSince: async () => CHANGED_AT + 60_000,
  ...changes,
});

export interface LabRun {
  readonly server: string;
  readonly input?: Partial<ProbeInput>;
  readonly deps?: Partial<ProbeDeps>;
  readonly options?: Partial<ProbeOptions>;
}

/** A probe in which everything is well but what the run changes. */
export function runLab({ server, input, deps, options }: LabRun): Promise<readonly ProbeStage[]> {
  return runProbe(
    {
      serverAddress: server,
      storeId: '735',
      expected: { digest: DIGEST, serverAddress: server, storeIds: ['735'], recordedAt: new Date(CHANGED_AT).toISOString() },
      ...input,
    },
    {
      clock: systemClock,
      session: URL.canParse(server) ? session(server) : null,
      till: tillAccess(till(server)),
      ...deps,
    },
    { signal: new AbortController().signal, ...options },
  );
}
