import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { defaultProfile, type PcPosProfile, type ProfileSource, parseProfile } from '../../../native-checks/pcpos/profile.ts';

/** An administrator's profile in the data folder goes before M/platform's, and that before the built-in one. */
export const PROFILE_FILE = 'pcpos-profile.json';

/** A profile, and where it came from. */
export interface ProfileChoice {
  readonly profile: PcPosProfile;
  readonly source: ProfileSource;
}

export function loadProfile(file: string): Result<PcPosProfile, Problem> {
  const json = readSmall(file);
  return json === undefined
    ? { ok: false, error: problem('workstation.profile-missing', { file }) }
    : parseProfile(json, basename(file));
}

/** A profile has a kilobyte. Neither a pipe that nobody writes to nor a device without an end is waited for. */
const LARGEST = 1024 * 1024;

function readSmall(file: string): string | undefined {
  try {
    // Absent on Windows, where it is undefined and must count as no flag.
    const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const facts = fstatSync(fd);
      return facts.isFile() && facts.size <= LARGEST ? readFileSync(fd, 'utf8') : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/**
 * The profile to go by. An administrator's that is there but wrong is a problem, not a reason to use another.
 * @param delivered M/platform's
 * @param version PC-POS's, as found on the till; null when it is not known, and then every profile fits
 */
export function profileInForce(
  dataFolder: string,
  delivered: readonly PcPosProfile[] = [],
  version: string | null = null,
): Result<ProfileChoice, Problem> {
  const file = join(dataFolder, PROFILE_FILE);
  if (existsSync(file)) {
    const loaded = loadProfile(file);
    return loaded.ok ? ok({ profile: loaded.value, source: 'administrator' }) : loaded;
  }
  const best = delivered.filter((p) => version === null || isFor(p, version)).toSorted(better)[0];
  return ok(best === undefined ? { profile: defaultProfile, source: 'builtin' } : { profile: best, source: 'mplatform' });
}

/** `7` stands for every 7, `7.4` for every 7.4; a profile that names none is for all. */
const isFor = ({ pcposVersions }: PcPosProfile, version: string): boolean =>
  pcposVersions.length === 0 || pcposVersions.some((v) => version === v || version.startsWith(`${v}.`));

/** Tried on a real till before an assumption, then the newer. */
const better = (a: PcPosProfile, b: PcPosProfile): number =>
  Number(b.verified) - Number(a.verified) || b.version - a.version || a.name.localeCompare(b.name);
