import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Clock } from '../../../domain/clock.ts';
import type { FindListener } from './listener.ts';

/** `USER_HZ`, the same on every Linux that programs see. */
const TICKS_PER_SECOND = 100;
const LISTENING = '0A';

/** Looks through `/proc`: the practice till of training runs here, no shop's. */
export const linuxListener =
  (clock: Clock): FindListener =>
  async (port) => {
    try {
      const inodes = new Set((await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((f) => listening(f, port)))).flat());
      const pid = inodes.size === 0 ? null : await ownerOf(inodes);
      return pid === null ? null : { pid, since: await startOf(pid, clock) };
    } catch {
      return null;
    }
  };

async function listening(table: string, port: number): Promise<readonly string[]> {
  const text = await readFile(table, 'latin1').catch(() => '');
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTENING && local?.endsWith(ending))
    .map((fields) => fields[9] ?? '');
}

async function ownerOf(inodes: ReadonlySet<string>): Promise<number | null> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    // Other people's processes do not show their files.
    const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const fd of open) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) return Number(pid);
    }
  }
  return null;
}

/** Counted back from now by how long the process has been there, so that a clock set since the boot does no harm. */
async function startOf(pid: number, clock: Clock): Promise<number | null> {
  // Taken first: a start that seems too early costs a restart, one that seems too late would be believed.
  const now = clock.now();
  const [stat, uptime] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''),
    readFile('/proc/uptime', 'latin1').catch(() => ''),
  ]);
  // The program's name stands in brackets and may hold anything; `starttime` is the 20th field after it.
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  const up = Number.parseFloat(uptime);
  return Number.isFinite(ticks) && Number.isFinite(up) ? now - (up - ticks / TICKS_PER_SECOND) * 1_000 : null;
}
