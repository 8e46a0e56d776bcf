import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { probeVerdict } from '../../domain/probe.ts';
import { PREFIX, whyNoLoss, whyNoNamespaces } from '../../native-checks/probe/lab/at-hand.ts';
import { Net } from '../../native-checks/probe/lab/namespaces.ts';
import { healthyNetwork, lossyNetwork, networks, proxiedNetwork } from '../../native-checks/probe/lab/networks.ts';
import { probeIn } from '../../native-checks/probe/lab/setting.ts';
import { expectFound, ON_THE_CLOCK, well } from './expected.ts';

const why = whyNoNamespaces();
const whyNoLossHere = why ?? whyNoLoss();
if (why !== null) process.stdout.write(`The networks of the lab are left out: ${why}\n`);
else if (whyNoLossHere !== null) process.stdout.write(`The line that loses packets is left out: ${whyNoLossHere}\n`);

describe
  .skipIf(why !== null)
  .concurrent('in a network of its own, from another machine than the server', { ...ON_THE_CLOCK, timeout: 60_000 }, () => {
    test('where nothing is broken, every stage is well', async ({ expect }) => {
      const { stages } = await probeIn(healthyNetwork);
      expect(stages.filter((stage) => !well(stage))).toEqual([]);
      expect(probeVerdict(stages, 'workstation').passed).toBe(true);
    });

    test('where a proxy is the only way out, and no name is known inside, all that matters is well', async ({ expect }) => {
      const { stages } = await probeIn(proxiedNetwork);
      expect(stages.filter((stage) => !well(stage))).toEqual([]);
      expect(probeVerdict(stages, 'workstation').passed).toBe(true);
      expect(stages.map((stage) => stage.code)).toEqual(
        expect.arrayContaining(['probe.proxy-passes', 'probe.names-through-proxy', 'probe.tls-trusted', 'probe.live-echoed']),
      );
    });

    test.skipIf(whyNoLossHere !== null)(
      'a line that loses one packet of twenty is slow or unsteady at worst, and not called dead',
      async ({ expect }) => {
        const { stages } = await probeIn(lossyNetwork);
        const codes = stages.filter((stage) => !well(stage)).map((stage) => stage.code);
        expect(['probe.http-slow', 'probe.live-unsteady']).toEqual(expect.arrayContaining(codes));
      },
    );

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
  const left = () => execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  afterAll(() => expect(left()).not.toContain(`${PREFIX}${process.pid}-`));

  test('are gone after a failure, too', async () => {
    const failing = probeIn({ names: null, breakIt: (net) => net.ip('till', 'no such command') });
    await expect(failing).rejects.toThrow('no such command');
  });

  test('that a killed run left are removed by the next one', async () => {
    const { pid } = spawnSync('true');
    const name = `${PREFIX}${pid}-0-till`;
    execFileSync('ip', ['netns', 'add', name]);
    await (await Net.open()).close();
    expect(left()).not.toContain(name);
  });
});
