import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { probeVerdict } from '../../domain/probe.ts';
import { whyNoNamespaces } from '../../native-checks/probe/lab/namespaces.ts';
import { healthyNetwork, lossyNetwork, networks, probeIn } from '../../native-checks/probe/lab/networks.ts';
import { expectFound, ON_THE_CLOCK, well } from './expected.ts';

const why = whyNoNamespaces();
if (why !== null) process.stdout.write(`The networks of the lab are left out: ${why}\n`);

describe
  .skipIf(why !== null)
  .concurrent('in a network of its own, from another machine than the server', { ...ON_THE_CLOCK, timeout: 60_000 }, () => {
    test('where nothing is broken, every stage is well', async ({ expect }) => {
      const { stages } = await probeIn(healthyNetwork);
      expect(stages.filter((stage) => !well(stage))).toEqual([]);
      expect(probeVerdict(stages, 'workstation').passed).toBe(true);
    });

    test('a line that loses one packet of twenty is slow or unsteady at worst, and not called dead', async ({ expect }) => {
      const { stages } = await probeIn(lossyNetwork);
      const codes = stages.filter((stage) => !well(stage)).map((stage) => stage.code);
      expect(['probe.http-slow', 'probe.live-unsteady']).toEqual(expect.arrayContaining(codes));
    });

    for (const network of networks) {
      test(`${network.name}: ${network.broken}`, async ({ expect }) => {
        const { stages, ms } = await probeIn(network);
        expectFound(stages, network);
        // Whoever is told within six seconds on a machine of their own is told within nine on one that is busy.
        expect(ms).toBeLessThan(9_000);
      });
    }
  });

describe.skipIf(why !== null)('the networks of the lab', () => {
  afterAll(() => {
    // Also after a failure: what is left over would stay until the machine is started again.
    const left = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }).match(
      new RegExp(`mtechnik-lab-${process.pid}-\\S+`, 'g'),
    );
    expect(left).toBeNull();
  });

  test('are gone after a failure, too', async () => {
    await expect(probeIn({ names: null, breakIt: (net) => net.ip('till', 'no such command') })).rejects.toThrow();
  });
});
