import * as z from 'zod';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import builtIn from '../../resources/pcpos-profiles/default.json' with { type: 'json' };
import { ansiPages } from './conf/index.ts';

/** Names that are matched without regard to case, byte by byte, in any encoding of the file. */
const confName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}[A-Za-z0-9]$|^[A-Za-z0-9]$/);
const word = z.string().regex(/^[A-Za-z0-9]{1,10}$/);

/** A profile can only name a file in the folder of PC-POS itself: no path, no drive, no device of Windows. */
const plainFileName = z
  .string()
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}[A-Za-z0-9]$/)
  .refine((name) => !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name));

/**
 * Where the M/platform settings go in PC-POS's configuration. Data, not code: the real names are not public, so the
 * built-in profile is an assumption (`verified: false`) that another file can replace.
 */
export const pcposProfile = z
  .strictObject({
    name: z.string().min(1).max(200),
    version: z.int().positive(),
    file: plainFileName,
    /** Of the file when it carries no mark of its own: the system's ANSI page. */
    encoding: z.enum(ansiPages),
    section: confName,
    keys: z.strictObject({ active: confName.nullable(), server: confName, stores: confName }),
    storeSeparator: z.enum([',', ';', '|', ' ']),
    flag: z.strictObject({ on: word, off: word }),
    pcposVersions: z.array(z.string().min(1).max(40)).max(50),
    verified: z.boolean(),
  })
  .refine(({ keys }) => {
    const used = [keys.active, keys.server, keys.stores].filter((key) => key !== null).map((key) => key.toLowerCase());
    return new Set(used).size === used.length;
  })
  .refine(({ flag }) => flag.on.toLowerCase() !== flag.off.toLowerCase());
export type PcPosProfile = Readonly<z.infer<typeof pcposProfile>>;

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
