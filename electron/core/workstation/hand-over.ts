import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { sentence } from '../../../domain/text.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import { type ConfigPlan, workOut } from './plan.ts';

/** What was laid ready for someone who has administrator's rights. */
export interface HandOver {
  readonly folder: string;
  /** The finished file, the one before it, and the steps in Polish. */
  readonly files: readonly string[];
}

const FOLDER = 'do-przekazania';
const INSTRUCTION = 'INSTRUKCJA.txt';

/**
 * Writes the plan's file and how to put it in place and undo it into a folder of its own in the data folder. Nothing
 * of the till's is touched. Asked twice for the same plan, it answers the same folder.
 */
export async function handOver(
  plan: ConfigPlan,
  { dataFolder, clock }: { readonly dataFolder: string; readonly clock: Clock },
): Promise<Result<HandOver, Problem>> {
  const { file } = plan;
  const worked = await workOut(file, plan.request);
  if (!worked.ok) return worked;
  const { bytes, reading, old } = worked.value;
  if (reading.digest !== plan.before.digest || digestOf(bytes) !== plan.after.digest)
    return err(problem('workstation.changed-since', { file }));
  if (!plan.changed) return err(problem('workstation.nothing-to-hand-over', { file }));

  const name = basename(file);
  const folder = join(dataFolder, FOLDER, `${plan.before.digest.slice(0, 12)}-${plan.after.digest.slice(0, 12)}`);
  const text = sentence('workstation.hand-over.instruction', {
    at: rfc3339(clock.now()).slice(0, 10),
    file,
    name,
    server: plan.after.server ?? '',
    stores: plan.after.stores.join(', '),
    before: plan.before.digest,
    after: plan.after.digest,
  });
  const contents: readonly (readonly [string, Buffer])[] = [
    [name, bytes],
    [join('poprzedni', name), old],
    // For Notepad of any age: its mark of UTF-8, and its line ends.
    [INSTRUCTION, Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`)],
  ];
  try {
    await mkdir(join(folder, 'poprzedni'), { recursive: true, mode: 0o700 });
    for (const [path, content] of contents) await writePrivate(join(folder, path), content);
    return ok({ folder, files: contents.map(([path]) => path) });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    return err(problem('workstation.hand-over-failed', { folder, reason: code }));
  }
}

async function writePrivate(path: string, content: Buffer): Promise<void> {
  await rm(path, { force: true });
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (!(await readFile(path)).equals(content)) throw Object.assign(new Error(path), { code: 'EIO' });
}
