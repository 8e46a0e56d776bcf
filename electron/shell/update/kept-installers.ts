import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { writePrivateFile } from '../../shared/private-file.ts';

/** Releases carry no other versions: `release-tag.mjs`. */
const VERSION = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/;

const keptInstaller = z.object({
  version: z.string().regex(VERSION),
  /** As it was announced for that version, base64. */
  sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  bytes: z.int().positive(),
});
const keptList = z.object({ format: z.literal(1), kept: z.array(keptInstaller).max(10) });
export type KeptInstaller = Readonly<z.infer<typeof keptInstaller>>;

const LIST = 'installers.json';
const nameOf = (version: string): string => `M-Technik-${version}-setup.exe`;

/**
 * The installers of this version and of the one before it, in a folder of their own: an update asks for the next one only, and
 * the feed need not have the last one any more. One that was not fetched by an update of this program is none of these.
 */
export function keptInstallers(folder: string) {
  const fileOf = (version: string): string => join(folder, nameOf(version));

  function list(): readonly KeptInstaller[] {
    try {
      const { kept } = keptList.parse(JSON.parse(readFileSync(join(folder, LIST), 'utf8')));
      return kept.filter(({ version }) => existsSync(fileOf(version)));
    } catch {
      // None yet, or nothing that can be trusted.
      return [];
    }
  }

  async function write(kept: readonly KeptInstaller[]): Promise<void> {
    await writePrivateFile(join(folder, LIST), JSON.stringify({ format: 1, kept }));
    const stay = kept.map(({ version }) => nameOf(version));
    for (const name of readdirSync(folder)) if (name !== LIST && !stay.includes(name)) remove(join(folder, name));
  }

  return {
    /**
     * Keeps what is about to be installed: once that version runs, and another one after it, it is the way back.
     * @param from was fetched whole and is signed by us
     */
    async keep(from: string, installer: KeptInstaller): Promise<void> {
      keptInstaller.parse(installer);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(installer.version);
      copyFileSync(from, `${file}.part`);
      await onDisk(`${file}.part`);
      renameSync(`${file}.part`, file);
      await write([...list().filter(({ version }) => version !== installer.version), installer]);
    },

    /** The newest that is older than this version. What is neither that nor this very one goes: two at most stay. */
    async before(present: string): Promise<KeptInstaller | null> {
      const kept = list();
      const before = kept
        .filter(({ version }) => isOlder(version, present))
        .toSorted((a, b) => (isOlder(a.version, b.version) ? 1 : -1))[0];
      const stay = kept.filter((one) => one === before || one.version === present);
      if (stay.length < kept.length) await write(stay);
      return before ?? null;
    },

    /**
     * The file, once it was held against what was announced and against whom it is signed by; what is not so is deleted.
     * Errors: `update.none-before`, `update.damaged`, `update.not-ours`
     * @param judge null where the signature is the publisher's
     */
    async judged(installer: KeptInstaller, judge: (file: string) => Promise<string | null>): Promise<Result<string, Problem>> {
      const file = fileOf(installer.version);
      if (!existsSync(file)) return err(problem('update.none-before'));
      const refuse = async (what: Problem): Promise<Result<never, Problem>> => {
        await write(list().filter(({ version }) => version !== installer.version));
        return err(what);
      };
      if ((await sha512(file)) !== installer.sha512) return refuse(problem('update.damaged'));
      const wrong = await judge(file);
      return wrong === null ? ok(file) : refuse(problem('update.not-ours', {}, { code: wrong.slice(0, 300) }));
    },
  };
}
export type KeptInstallers = ReturnType<typeof keptInstallers>;

/** One that cannot go now, an installer that still runs, goes another time: it is on no list. */
function remove(file: string): void {
  try {
    rmSync(file, { recursive: true, force: true });
  } catch {}
}

async function onDisk(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** Undefined where it cannot be read. */
async function sha512(file: string): Promise<string | undefined> {
  const hash = createHash('sha512');
  try {
    await pipeline(createReadStream(file), hash);
    return hash.digest('base64');
  } catch {
    return undefined;
  }
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [VERSION.exec(version), VERSION.exec(than)];
  if (a === null || b === null) return false;
  for (const i of [1, 2, 3]) if (a[i] !== b[i]) return Number(a[i]) < Number(b[i]);
  return false;
}
