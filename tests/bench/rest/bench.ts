import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openPage } from '../../browser/app.ts';
import { folderWithTickets } from '../../support/big-list.ts';
import type { Benchmark, Measurement } from '../measure.ts';
import { firstListQuestion } from '../start/question.ts';
import { inFolder } from '../sync/places.ts';
import { type Memory, memoryOf } from './memory.ts';

const OUT = join(import.meta.dirname, '..', '..', '..', 'out');
const CORE = join(OUT, 'core', 'core-process.js');
const HOSTED = join(OUT, 'core', 'hosted.js');
const DRIVER = join(import.meta.dirname, '..', 'start', 'driver.mjs');

interface Rested {
  readonly heap: number;
  readonly memory: Memory;
}

/** What the program holds when nobody has touched it for a while: the built core, the hosted shell and its page, training. */
export const restBenchmark: Benchmark = async ({ rest: { subTickets, seconds } }) => {
  if (!existsSync(CORE)) throw new Error('The program is not built: npm run build');
  const ms = seconds * 1000;
  return inFolder((data) =>
    inFolder((copy) =>
      inFolder(async (training) => {
        for (const folder of [data, copy]) folderWithTickets(Math.ceil(subTickets / 2), folder);
        // The first start encrypts what was made here; what that needed is no later one's.
        execFileSync(process.execPath, [DRIVER, CORE, data, await firstListQuestion()]);
        await hostedWindow(copy, 0);
        const [idle, core, window, practice] = await Promise.all([
          plainNode(ms),
          rested(data, ms),
          hostedWindow(copy, ms),
          hostedWindow(training, ms),
        ]);
        const count = subTickets.toLocaleString('en');
        return [
          ...ofProcess(`core at rest, ${count} sub-tickets`, core.memory, idle),
          plain('  … its heap of JavaScript', core.heap),
          ...ofProcess('hosted shell with the core in it', window.shell, idle),
          ...ofProcess('  … its page on the list', window.page, null),
          plain('  … heap of JavaScript in it', window.heap),
          ...ofProcess('in training, with its own M/platform', practice.shell, idle),
          ...practice.children.flatMap((child) => ofProcess('  … the till of the training', child, idle)),
        ];
      }),
    ),
  );
};

const plain = (name: string, value: number): Measurement => ({
  ...{ name, unit: 'MB', value, floor: null, ratio: null, promise: '', kept: true },
});

function ofProcess(name: string, { own, rss }: Memory, idle: Memory | null): readonly Measurement[] {
  const floor = idle === null ? null : { what: 'Node that waits', value: idle.own };
  return [
    { ...plain(name, own), floor, ratio: floor === null ? null : own / floor.value },
    plain('  … with what it shares', rss),
  ];
}

const measured = (child: ChildProcess): Memory => {
  const memory = child.pid === undefined ? null : memoryOf(child.pid);
  if (memory === null) throw new Error('Memory is measured on Linux only');
  return memory;
};

const childrenOf = ({ pid }: ChildProcess): readonly Memory[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map((child) => memoryOf(Number(child)))
    .filter((memory) => memory !== null);

async function plainNode(ms: number): Promise<Memory> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  try {
    await wait(Math.max(ms, 500));
    return measured(child);
  } finally {
    child.kill();
  }
}

/** The core behind a stand-in for Electron, so long after its first list. */
async function rested(data: string, ms: number): Promise<Rested> {
  const child = spawn(process.execPath, [DRIVER, CORE, data, await firstListQuestion(), String(ms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    for await (const piece of child.stdout) {
      said += String(piece);
      if (said.endsWith('\n')) break;
    }
    return { memory: measured(child), heap: JSON.parse(said).heap };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** The shell's process, and its page in a real browser with the list in sight. */
async function hostedWindow(data: string, ms: number) {
  const shell = spawn(process.execPath, [HOSTED, '--data', data, '--no-open'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let said = '';
    for await (const piece of shell.stdout) {
      said += String(piece);
      if (/http:\/\/127\.0\.0\.1:\S+\n/.test(said)) break;
    }
    const app = await openPage(/http:\/\/127\.0\.0\.1:\S+/.exec(said)?.[0] ?? '');
    try {
      await app.page.locator('[data-ticket]').first().waitFor();
      await wait(ms);
      const line = await app.page.context().newCDPSession(app.page);
      await line.send('Performance.enable');
      const { metrics } = await line.send('Performance.getMetrics');
      const heap = (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 1e6;
      const browser = await app.page.context().browser()?.newBrowserCDPSession();
      const { processInfo } = (await browser?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
      const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => memoryOf(id));
      // A spare one that has no page yet is smaller.
      const page = pages.filter((one) => one !== null).toSorted((a, b) => b.own - a.own)[0];
      if (page === undefined) throw new Error('The browser names no process of the page');
      return { shell: measured(shell), children: childrenOf(shell), page, heap };
    } finally {
      await app.close();
    }
  } finally {
    shell.kill('SIGTERM');
    await once(shell, 'exit');
  }
}
