import { systemClock } from '../../../domain/clock.ts';
import type { ProbeStage } from '../../../domain/probe.ts';
import { runProbe } from '../run.ts';
import { CHANGED_AT, DIGEST, type LabRun, session, till, tillAccess } from './shop.ts';

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
