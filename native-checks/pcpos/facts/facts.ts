import { type Clock, rfc3339, systemClock } from '../../../domain/clock.ts';
import { type RunCommand, runCommand } from '../../windows/command.ts';
import { type ReadRegistry, regQuery } from '../../windows/registry.ts';
import { parseConf } from '../conf/index.ts';
import { readFacts } from '../inspect.ts';
import { defaultProfile, type PcPosProfile } from '../profile.ts';
import { isPcPosRunning } from '../running.ts';
import { locateTillFile, readTillFile } from '../till-file.ts';
import { readSurroundings } from './configured.ts';
import { findJava } from './java.ts';
import type { FindListener } from './listener.ts';
import { linuxListener } from './listener-linux.ts';
import { win32Listener } from './listener-win32.ts';
import { readLogTail } from './log.ts';
import type { RunningFacts, Surroundings, TillFacts } from './types.ts';
import { findVersion } from './version.ts';

export interface FactsDeps {
  readonly readRegistry: ReadRegistry | null;
  readonly isRunning: (mutexPort: number) => Promise<boolean>;
  readonly findListener: FindListener;
}

/** The parts of this system that facts are taken from. */
export function systemFacts(
  platform: NodeJS.Platform = process.platform,
  run: RunCommand = runCommand,
  clock: Clock = systemClock,
): FactsDeps {
  const windows = platform === 'win32';
  return {
    readRegistry: windows ? regQuery(run) : null,
    isRunning: (port) => isPcPosRunning(port),
    findListener: windows ? win32Listener(run) : platform === 'linux' ? linuxListener(clock) : async () => null,
  };
}

/** A folder reached over the network: `\\KASA1\pcpos7`. */
export const isRemote = (folder: string): boolean => /^(?:\\\\|\/\/)(?![?.][\\/])|^\\\\\?\\UNC\\/i.test(folder);

/** Everything about the till in a folder that helps to understand it. Never a password. */
export async function tillFacts(folder: string, deps: FactsDeps, profile: PcPosProfile = defaultProfile): Promise<TillFacts> {
  const remote = isRemote(folder);
  const [configured, java, log] = await Promise.all([configuration(folder, profile), findJava(folder), readLogTail(folder)]);
  const version = await findVersion(folder, log, remote ? null : deps.readRegistry);
  const running: RunningFacts =
    configured.problem !== null
      ? { state: 'unknown', reason: remote ? 'remote' : 'no-configuration', since: null }
      : await lookRunning(configured.mutexPort, remote, deps);
  return { folder, remote, version, java, log, running, ...configured };
}

/** Whether it runs and since when, for a port that the configuration named. */
export async function lookRunning(
  mutexPort: number | null,
  remote: boolean,
  { isRunning, findListener }: Pick<FactsDeps, 'isRunning' | 'findListener'>,
): Promise<RunningFacts> {
  if (remote) return { state: 'unknown', reason: 'remote', since: null };
  if (mutexPort === null) return { state: 'unknown', reason: 'no-port', since: null };
  if (!(await isRunning(mutexPort))) return { state: 'no', reason: null, since: null };
  const since = (await findListener(mutexPort))?.since ?? null;
  return { state: 'yes', reason: null, since: since === null ? null : rfc3339(since) };
}

const NOTHING: Surroundings = { database: null, headOffice: null, storeChainServer: null, updates: null };

async function configuration(
  folder: string,
  profile: PcPosProfile,
): Promise<Surroundings & Pick<TillFacts, 'mutexPort' | 'problem'>> {
  const found = await locateTillFile(folder, profile.file);
  const bytes = found.ok ? await readTillFile(found.value.file) : found;
  if (!bytes.ok) return { ...NOTHING, mutexPort: null, problem: bytes.error };
  const doc = parseConf(bytes.value, profile.encoding);
  const read = readFacts(doc, profile);
  if (!read.ok) return { ...NOTHING, mutexPort: null, problem: read.error };
  return { ...readSurroundings(doc), mutexPort: read.value.mutexPort, problem: null };
}

/**
 * Whether PC-POS was started after a change, and so has read it. Null where that cannot be told.
 * @param changedAt RFC 3339
 */
export function restartedSince({ state, since }: RunningFacts, changedAt: string): boolean | null {
  if (state !== 'yes' || since === null) return null;
  return Date.parse(since) > Date.parse(changedAt);
}
