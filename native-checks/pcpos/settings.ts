import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type ConfDocument, checkReadable, readValues } from './conf/index.ts';
import type { PcPosProfile } from './profile.ts';

/** The M/platform settings as the file has them, still as text. */
export interface RawSettings {
  readonly server: string | null;
  readonly stores: string | null;
  readonly active: string | null;
}

/** Reads what the profile says is there, or why it cannot be read without doubt. */
export function readSettings(doc: ConfDocument, { section, keys }: PcPosProfile): Result<RawSettings, Problem> {
  const unfit = checkReadable(doc);
  if (unfit !== undefined) return err(unfit);
  const names = [keys.server, keys.stores, ...(keys.active === null ? [] : [keys.active])];
  const values = readValues(doc, section, names);
  if (!values.ok) return values;
  const get = (key: string | null): string | null => (key === null ? null : values.value[key] || null);
  return ok({ server: get(keys.server), stores: get(keys.stores), active: get(keys.active) });
}

/** Store IDs as the file lists them, in its order. */
export const storesOf = (list: string | null, { storeSeparator }: PcPosProfile): readonly string[] =>
  (list ?? '')
    .split(storeSeparator)
    .map((id) => id.trim())
    .filter((id) => id !== '');

/** Null where the flag is missing or says neither. */
export function isActive(value: string | null, { flag }: PcPosProfile): boolean | null {
  const said = value?.toLowerCase();
  return said === flag.on.toLowerCase() ? true : said === flag.off.toLowerCase() ? false : null;
}

/**
 * The store list with `wanted` in it: one till may serve several shops, so those already there stay, with the file's
 * own spacing. With `replace` it holds exactly `wanted`.
 */
export function mergeStores(list: string | null, wanted: readonly string[], replace: boolean, profile: PcPosProfile): string {
  const { storeSeparator: separator } = profile;
  const present = storesOf(list, profile);
  const joiner = list?.includes(`${separator} `) && separator !== ' ' ? `${separator} ` : separator;
  const asked = [...new Set(wanted)];
  if (replace) return list !== null && present.join() === asked.join() ? list : asked.join(joiner);
  const missing = asked.filter((id) => !present.includes(id));
  if (missing.length === 0 && list !== null) return list;
  let kept = (list ?? '').trim();
  while (kept.endsWith(separator)) kept = kept.slice(0, -separator.length).trimEnd();
  return [...(kept === '' ? [] : [kept]), ...missing].join(joiner);
}

/**
 * M/platform's address as a person gives it. Written into the file as it is given, so it must be one without doubt:
 * HTTP or HTTPS and a host, with no name and password in it, nothing after `#`, and nothing that one program reads
 * otherwise than another (`https:///x`, a backslash for a slash).
 */
export function checkServer(address: string): Result<string, Problem> {
  const trimmed = address.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  const plain = /^https?:\/\/[^\s/?#\\][^\s#\\]*$/i.test(trimmed) && trimmed.length <= 200;
  if (url === undefined || !plain) return err(problem('workstation.server-invalid', { server: shown(trimmed) }));
  return url.username === '' && url.password === '' ? ok(trimmed) : err(problem('workstation.server-with-password'));
}

/** On one line, and without a password. */
const shown = (address: string): string =>
  address
    .slice(0, 200)
    .replace(/\s+/g, ' ')
    .replace(/\/\/[^/@]*@/, '//');
