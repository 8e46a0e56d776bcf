import type { Problem } from '../../domain/problem.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type ConfDocument, type ConfEncoding, lookUp, maskSecrets, type NewlineKind, parseConf } from './conf/index.ts';
import { defaultProfile, type PcPosProfile } from './profile.ts';
import { isActive, readSettings, storesOf } from './settings.ts';
import { digestOf, locateTillFile, readTillFile } from './till-file.ts';

/** What the till's configuration says; never a password. */
export interface TillReading {
  readonly file: string;
  readonly folder: string;
  /** SHA-256 of the file's bytes. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly encoding: ConfEncoding;
  readonly newline: NewlineKind;
  readonly profile: { readonly name: string; readonly verified: boolean };
  readonly server: string | null;
  readonly stores: readonly string[];
  /** Null where the flag is missing or says neither yes nor no. */
  readonly active: boolean | null;
  /** Null where it is missing, repeated or no port. */
  readonly mutexPort: number | null;
  readonly posName: string | null;
  /** The local database's connect string. */
  readonly database: string | null;
}

/** Reads the configuration from a folder of PC-POS or from the file. Changes nothing. */
export async function inspectTill(
  path: string,
  { profile = defaultProfile }: { readonly profile?: PcPosProfile } = {},
): Promise<Result<TillReading, Problem>> {
  const found = await locateTillFile(path, profile.file);
  if (!found.ok) return found;
  const bytes = await readTillFile(found.value.file);
  if (!bytes.ok) return bytes;
  const doc = parseConf(bytes.value, profile.encoding);
  const facts = readFacts(doc, profile);
  if (!facts.ok) return facts;
  return ok({ ...found.value, digest: digestOf(bytes.value), size: bytes.value.length, ...facts.value });
}

/** The part of a reading that follows from the bytes alone. */
export function readFacts(
  doc: ConfDocument,
  profile: PcPosProfile,
): Result<Omit<TillReading, 'file' | 'folder' | 'digest' | 'size'>, Problem> {
  const settings = readSettings(doc, profile);
  if (!settings.ok) return settings;
  const { server, stores, active } = settings.value;
  const shown = (value: string | null) => (value === null || value === '' ? null : maskSecrets(value));
  return ok({
    encoding: doc.encoding,
    newline: doc.newline,
    profile: { name: profile.name, verified: profile.verified },
    server: shown(server),
    stores: storesOf(stores, profile),
    active: isActive(active, profile),
    mutexPort: portOf(lookUp(doc, 'LocalResources', 'MutexPort')),
    posName: shown(lookUp(doc, 'LocalDatabase', 'POSName')),
    database: shown(lookUp(doc, 'LocalDatabase', 'ConnectString')),
  });
}

function portOf(value: string | null): number | null {
  const port = value !== null && /^\d{1,5}$/.test(value) ? Number(value) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
