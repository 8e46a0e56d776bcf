import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type ProbeStage, probeStageIds, probeVerdict } from '../../domain/probe.ts';
import { FINDINGS } from '../../domain/probe-findings.ts';
import { DOCUMENT } from '../../native-checks/probe/codes-table.ts';
import type { Fault } from '../../native-checks/probe/lab/fault.ts';
import { faults, NOT_IN_THE_LAB } from '../../native-checks/probe/lab/faults.ts';
import { faultsTable, faultsTableIn } from '../../native-checks/probe/lab/faults-table.ts';
import { networks } from '../../native-checks/probe/lab/networks.ts';
import { expectWellFormed } from '../../native-checks/probe/lab/probing.ts';
import { runLab } from '../../native-checks/probe/lab/run.ts';
import { Lab } from '../../native-checks/probe/lab/servers.ts';
import { expectFound, ON_THE_CLOCK, well } from './expected.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === '::1'));
const canBeHad = ({ needs }: Fault): boolean =>
  needs === null || (process.platform === 'linux' && (needs === 'linux' || hasIpv6));

async function stagesOf(arrange: Fault['arrange']): Promise<readonly ProbeStage[]> {
  const lab = new Lab();
  try {
    const stages = await runLab(await arrange(lab));
    for (const stage of stages) expectWellFormed(stage);
    return stages;
  } finally {
    await lab.close();
  }
}

test('where nothing is broken, every stage is well', async () => {
  const stages = await stagesOf(async (lab) => ({ server: `http://127.0.0.1:${await lab.mplatform()}` }));
  expect(stages.filter((stage) => !well(stage))).toEqual([]);
  expect(probeVerdict(stages, 'workstation').passed).toBe(true);
});

describe.concurrent('each fault of the lab is named by its own code', ON_THE_CLOCK, () => {
  for (const fault of faults) {
    test.skipIf(!canBeHad(fault))(`${fault.name}: ${fault.broken}`, async () =>
      expectFound(await stagesOf(fault.arrange), fault),
    );
  }
});

describe('the lab', () => {
  const inNeed = probeStageIds.flatMap((id) =>
    Object.entries(FINDINGS[id]).flatMap(([code, { status }]) => (status === 'failed' || status === 'warned' ? [code] : [])),
  );

  test('has a fault for everything that fails or warns, and says why where it has none', () => {
    const own = faults.map((fault) => fault.code);
    expect(own).toEqual([...new Set(own)]);
    const covered = [...new Set([...own, ...networks.map((network) => network.code)]), ...Object.keys(NOT_IN_THE_LAB)];
    expect(covered.toSorted()).toEqual(inNeed.toSorted());
    for (const why of Object.values(NOT_IN_THE_LAB)) expect(why.length).toBeGreaterThan(20);
  });

  test('has no two faults of one name', () => {
    for (const all of [faults, networks]) {
      const names = all.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  test('is in docs/probe.md as it is', () => {
    expect(faultsTableIn(readFileSync(DOCUMENT, 'utf8'))).toBe(faultsTable());
  });
});
