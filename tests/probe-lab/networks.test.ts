import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { probeVerdict } from '../../domain/probe.ts';
import { whyNoNamespaces } from '../../native-checks/probe/lab/namespaces.ts';
import { healthyNetwork, networks, probeIn } from '../../native-checks/probe/lab/networks.ts';
import { expectFound, ON_THE_CLOCK, well } from './expected.ts';

const why = whyNoNamespaces();
if (why !== null) process.stdout.write(`The networks of the lab are left out: ${why}\n`);

describe.skipIf(why !== null).concurrent('in a network of its own, from another machine than the server', ON_THE_CLOCK, () => {
  test('where nothing is broken, every stage is well', async ({ expect }) => {
    const stages = await probeIn(healthyNetwork);
    expect(stages.filter((stage) => !well(stage))).toEqual([]);
    expect(probeVerdict(stages, 'workstation').passed).toBe(true);
  });

  for (const network of networks) {
    test(`${network.name}: ${network.broken}`, async () => expectFound(await probeIn(network), network));
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
    await expect(probeIn({ names: null, changes: [['till', 'no such command']] })).rejects.toThrow();
  });
});
