import type { ProbeRequest } from '../../../mplatform/contract/index.ts';
import type { ProbeSession } from '../../../native-checks/probe/index.ts';
import { untilStopped } from '../../../native-checks/probe/wait.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';

/** What opening a probe brought, for whoever ends it. */
export interface OpenedProbe {
  probeId?: string;
  /** Undefined from a server that does not say. */
  tillContactAt?: string | null;
}

export interface SessionDeps {
  readonly client: FieldClient;
  readonly tokens: Tokens;
  readonly request: ProbeRequest;
  /** What was done before must have arrived, or the server would judge by less than was done. */
  readonly first: Promise<unknown> | undefined;
}

/** The enrolled device's access to M/platform, lent to one run of the probe. */
export function createSession({ client, tokens, request, first }: SessionDeps, opened: OpenedProbe): ProbeSession {
  let liveToken = '';
  return {
    origin: client.origin,
    accessToken: () => liveToken,
    async open(signal) {
      if (first !== undefined) await untilStopped(first, signal);
      const answer = await tokens.using(client, (token) => {
        liveToken = token;
        return client.openProbe(request, token, signal);
      });
      if (answer.ok) {
        opened.probeId = answer.value.probeId;
        if (answer.value.tillContactAt !== undefined) opened.tillContactAt = answer.value.tillContactAt;
      }
      return answer;
    },
  };
}
