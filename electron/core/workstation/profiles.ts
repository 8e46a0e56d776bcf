import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { defaultProfile, type PcPosProfile, parseProfile } from '../../../native-checks/pcpos/profile.ts';

/** An administrator's profile in the data folder goes before the built-in one. */
export const PROFILE_FILE = 'pcpos-profile.json';

export function loadProfile(file: string): Result<PcPosProfile, Problem> {
  let json: string;
  try {
    json = readFileSync(file, 'utf8');
  } catch {
    return { ok: false, error: problem('workstation.profile-missing', { file }) };
  }
  return parseProfile(json, basename(file));
}

/** A profile that is there but wrong is a problem, not a reason to use another. */
export function profileInForce(dataFolder: string): Result<PcPosProfile, Problem> {
  const file = join(dataFolder, PROFILE_FILE);
  return existsSync(file) ? loadProfile(file) : ok(defaultProfile);
}
