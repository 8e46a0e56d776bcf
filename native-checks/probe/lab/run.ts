import { systemClock } from '../../../domain/clock.ts';
import type { ProbeStage } from '../../../domain/probe.ts';
import { runProbe } from '../run.ts';
import { AT_HOME, CHANGED_AT, DIGEST, type LabRun, session, till, tillAccess } from './shop.ts';

/** Nobody listens there on any usual machine. */
const CLOSED_PORT = 1;

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
      // What this machine's own network and settings are is nothing to the lab, and port 80 may be somebody's.
      lookAround: async () => AT_HOME,
      proxyFor: async () => ({ kind: 'none' }),
      plainPort: () => CLOSED_PORT,
      ...deps,
    },
    { signal: new AbortController().signal, ...options },
  );
}
