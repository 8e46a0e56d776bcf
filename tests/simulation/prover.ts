import type { Clock } from '../../domain/clock.ts';
import { rfc3339 } from '../../domain/clock.ts';
import type { SubTicket } from '../../domain/model/index.ts';
import { problem } from '../../domain/problem.ts';
import type { ProbeRun } from '../../electron/core/api/views.ts';
import type { Tokens } from '../../electron/core/device/tokens.ts';
import type { FieldClient } from '../../electron/core/field/client.ts';
import type { Store } from '../../electron/core/store/store.ts';
import { readReceipt } from '../../mplatform/contract/index.ts';
import { goodStages } from '../support/stages.ts';
import { SERVER_ADDRESS } from './dossiers.ts';
import type { Random } from './random.ts';
import type { Life } from './scheduler.ts';
import { keys } from './server-app.ts';
import type { ServerSide } from './server-side.ts';
import type { World } from './world.ts';

export interface ProverDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
  readonly newId: () => string;
  readonly world: World;
  readonly server: ServerSide;
  readonly life: Life;
  readonly random: Random;
}

/**
 * Stands in for the probe: the network behind it is no part of this. The calls to the server are real ones, over the
 * same failing line, and so is the receipt that the server signs.
 */
export function createProver({ store, clock, tokens, client, newId, world, server, life, random }: ProverDeps) {
  /** What M/platform says of the till's own last call: the gate asks for it when the till is seen from a laptop. */
  let tillContactAt: string | null = null;

  async function receiptFor(subTicket: SubTicket): Promise<string | undefined> {
    tillContactAt = null;
    const fieldClient = client();
    const { configuration } = subTicket;
    if (fieldClient === undefined || configuration === null) return undefined;
    const { digest: configDigest, origin } = configuration;
    const request = { subTicketId: subTicket.id, storeId: subTicket.punktId, configDigest, origin };
    const opened = await tokens.using(fieldClient, (token) => fieldClient.openProbe(request, token));
    if (!opened.ok) return undefined;
    const { probeId, nonce } = opened.value;
    tillContactAt = opened.value.tillContactAt ?? null;
    const deviceId = store.state.get('device')?.deviceId ?? '';
    await life.wait(random.between(0, 500), '', 'forget');
    const echoed = await server.echo(deviceId, probeId, nonce);
    await life.wait(0, '', 'forget');
    if (!echoed) return undefined;
    const stages = goodStages({ ...request, probeId, serverAddress: SERVER_ADDRESS });
    const answer = await tokens.using(fieldClient, (token) => fieldClient.probeResult(probeId, { stages }, token));
    world.count(`probe: ${answer.ok ? (answer.value.code ?? 'passed') : answer.error.code}`);
    if (!answer.ok) return undefined;
    tillContactAt = answer.value.tillContactAt ?? tillContactAt;
    return answer.value.receipt;
  }

  return {
    async run(subTicket: SubTicket): Promise<ProbeRun> {
      const startedAt = rfc3339(clock.now());
      const signed = (await receiptFor(subTicket)) ?? null;
      world.count(signed === null ? 'probe without a receipt' : 'probe with a receipt');
      const claims = signed === null ? undefined : readReceipt(signed, keys.receipts.publicKey)?.claims;
      const run = {
        id: newId(),
        subTicketId: subTicket.id,
        startedAt,
        finishedAt: rfc3339(clock.now()),
        stages: [],
        cause: null,
        verdict: claims === undefined ? 'failed' : 'passed',
        receipt: claims ?? null,
        problem: claims === undefined ? problem('closing.no-receipt') : null,
        sinceGood: null,
        handover: null,
      } as unknown as ProbeRun;
      store.probeRuns.add(run, { receipt: signed, tillContactAt });
      return run;
    },
  };
}
