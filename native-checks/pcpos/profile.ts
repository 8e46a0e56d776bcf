import { type PcPosProfile, pcposProfile } from '../../domain/model/index.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import builtIn from '../../resources/pcpos-profiles/default.json' with { type: 'json' };

export type { PcPosProfile, ProfileSource } from '../../domain/model/index.ts';

export const defaultProfile: PcPosProfile = pcposProfile.parse(builtIn);

/** Reads a profile from the text of a JSON file; `from` names it in the sentence when it is none. */
export function parseProfile(json: string, from: string): Result<PcPosProfile, Problem> {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch {
    return err(problem('workstation.profile-invalid', { file: from, fields: 'JSON' }));
  }
  const parsed = pcposProfile.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'profile'))].join(', ');
  return err(problem('workstation.profile-invalid', { file: from, fields }));
}
