import { ok } from '../../../domain/result.ts';
import type { ProbeOptions } from '../run.ts';
import type { ProbeDeps, ProbeInput, ProbeSession, Surroundings, TillAccess, TillFacts } from '../types.ts';

export const TOKEN = 'lab-token-0123456789-abcdef';
/** The till's file was written then, and PC-POS started a minute later. */
export const CHANGED_AT = Date.UTC(2026, 0, 5, 8);
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

/** As a till in a shop sees its network. */
export const AT_HOME: Surroundings = {
  addresses: [{ name: 'lab0', address: '192.0.2.20', family: 4 }],
  gateway: '192.0.2.1',
};

export interface LabRun {
  readonly server: string;
  readonly input?: Partial<ProbeInput>;
  readonly deps?: Partial<ProbeDeps>;
  readonly options?: Partial<ProbeOptions>;
}
