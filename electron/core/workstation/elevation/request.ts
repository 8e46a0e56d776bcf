import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { sha256 } from '../../../../domain/model/index.ts';
import { isTextKey } from '../../../../domain/text.ts';
import { LARGEST_FILE } from '../../../../native-checks/pcpos/till-file.ts';

/**
 * What the window asks of the elevated step: one file, from one content to another. The new content lies beside it,
 * under a name that follows from the nonce. The request's own name is its digest, so that the path to which the person
 * consents stands for every word of it.
 */
export const elevationRequest = z.strictObject({
  format: z.literal(1),
  /** Used once. */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  at: z.iso.datetime(),
  file: z.string().min(1).max(1000),
  /** What the file must hold now, and will hold. */
  expect: sha256,
  result: sha256,
});
export type ElevationRequest = Readonly<z.infer<typeof elevationRequest>>;

export const elevationAnswer = z.strictObject({
  format: z.literal(1),
  nonce: elevationRequest.shape.nonce,
  written: z.boolean(),
  /** Why not; null when it was written. */
  problem: z
    .strictObject({
      code: z.string().refine(isTextKey),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable(),
});
export type ElevationAnswer = Readonly<z.infer<typeof elevationAnswer>>;

const FOLDER = 'elevation';
const LARGEST_REQUEST = 16 * 1024;

const digestOfText = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
export const newNonce = (): string => randomBytes(16).toString('hex');
export const bytesFile = (requestFile: string, nonce: string): string => join(dirname(requestFile), `${nonce}.bytes`);
export const answerFile = (requestFile: string): string => requestFile.replace(/\.json$/, '.answer.json');

/** Writes both files where only their owner can read them; answers the request's path. Throws the system's errors. */
export async function writeRequest(dataFolder: string, request: ElevationRequest, bytes: Buffer): Promise<string> {
  const folder = join(dataFolder, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const text = JSON.stringify(request);
  const file = join(folder, `${digestOfText(text)}.json`);
  await writeNew(bytesFile(file, request.nonce), bytes);
  await writeNew(file, text);
  return file;
}

export async function removeRequest(requestFile: string, nonce: string): Promise<void> {
  for (const file of [requestFile, bytesFile(requestFile, nonce), answerFile(requestFile)])
    await rm(file, { force: true }).catch(() => {});
}

/** Undefined where the file is none, was changed after it got its name, or names something that it may not. */
export async function readRequest(requestFile: string): Promise<ElevationRequest | undefined> {
  const text = await readPlain(requestFile, LARGEST_REQUEST);
  if (text === undefined || basename(requestFile) !== `${digestOfText(text)}.json`) return undefined;
  return parse(elevationRequest, text);
}

/** The new content, only when it is exactly what the request says. */
export async function readNewBytes(requestFile: string, { nonce, result }: ElevationRequest): Promise<Buffer | undefined> {
  const bytes = await readPlain(bytesFile(requestFile, nonce), LARGEST_FILE);
  return bytes !== undefined && digestOfText(bytes) === result ? bytes : undefined;
}

/** Only an answer to this very request counts. */
export async function readAnswer(requestFile: string, nonce: string): Promise<ElevationAnswer | undefined> {
  const text = await readPlain(answerFile(requestFile), LARGEST_REQUEST);
  const answer = text === undefined ? undefined : parse(elevationAnswer, text);
  return answer?.nonce === nonce ? answer : undefined;
}

/**
 * Says how it ended, in a file that must not be there yet: nothing of anybody's is written over. Where a link took its
 * place or its folder's, nothing is said, and who asked reads the till's file itself.
 */
export async function writeAnswer(requestFile: string, answer: ElevationAnswer): Promise<void> {
  await writeNew(answerFile(requestFile), JSON.stringify(answer)).catch(() => {});
}

function parse<T>(schema: z.ZodType<T>, text: Buffer): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

async function writeNew(file: string, content: string | Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const [made, named] = await Promise.all([handle.stat(), lstat(file)]);
    // On Windows the opening may have followed a link. What it made stays empty.
    if (named.isSymbolicLink() || made.ino !== named.ino) throw Object.assign(new Error(file), { code: 'ELOOP' });
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Read once, through one handle: what is checked is what is used. */
async function readPlain(file: string, largest: number): Promise<Buffer | undefined> {
  try {
    if ((await lstat(file)).isSymbolicLink()) return undefined;
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const facts = await handle.stat();
      return facts.isFile() && facts.size <= largest ? await handle.readFile() : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
