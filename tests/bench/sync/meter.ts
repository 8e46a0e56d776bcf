import { existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a piece of work cost its process. */
export interface Cost {
  readonly wallMs: number;
  /** Of all threads of this process. */
  readonly cpuMs: number;
  /** The most memory that the process ever held, start and modules included. */
  readonly peakMb: number;
  /** The longest time in which the process answered nobody. */
  readonly blockedMs: number;
}

export async function metered<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cost: Cost }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  // The first sample would otherwise count from before the work.
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.reset();
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const wallMs = performance.now() - wall;
  const { user, system } = process.cpuUsage(cpu);
  // The sample that shows how long the last piece of work took comes after it.
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  const cost = { wallMs, cpuMs: (user + system) / 1000, peakMb: peakMb(), blockedMs: delay.max / 1e6 };
  return { value, cost };
}

/** Linux gives a new process its parent's peak in `maxRSS`; the high-water mark of its memory is its own. */
function peakMb(): number {
  const status = '/proc/self/status';
  const own = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return Number(own ?? process.resourceUsage().maxRSS) / 1024;
}
