import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { MAX_DOCUMENT_BYTES } from '../../domain/document-file.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type Language, languages, sentence } from '../../domain/text.ts';
import { type ReadReceipt, readReceipt } from '../../mplatform/contract/index.ts';
import { openToRead } from '../../sqlite/database.ts';
import { polishInstant } from '../core/documents/format.ts';
import { receiptsIn } from '../core/documents/receipt-text.ts';
import { createState } from '../core/store/state.ts';
import { errorCode } from '../core/usable-folder.ts';
import type { CliContext } from './context.ts';
import { databaseKey } from './data-key.ts';

type KeySource = 'production' | 'training' | 'file';
interface Key {
  readonly source: KeySource;
  readonly pem: string;
}
interface Verified {
  /** Null where no key fits: changed, forged, or signed by another M/platform. */
  readonly key: KeySource | null;
  readonly claims: ReadReceipt['claims'];
}

/**
 * `technik receipt verify`: whether M/platform signed the receipt of a protocol, from the PDF itself, from the text of its
 * code, or from standard input. Exit 0: signed. 1: not signed by that key. 2: no receipt or no key there.
 * @param migrations folder of the core database's migrations
 */
export function receiptCommand(contextOf: (command: Command) => CliContext, migrations: string): Command {
  const receipt = new Command('receipt');
  receipt
    .command('verify <plik>')
    .description('sprawdź, czy potwierdzenie podpisała M/platform; „-” czyta ze standardowego wejścia')
    .option('--key <plik>', 'klucz publiczny M/platform (Ed25519, PEM) zamiast klucza tego urządzenia')
    .addOption(new Option('--lang <język>', 'język odpowiedzi').choices([...languages]))
    .action(async (file: string, _: unknown, command: Command) => {
      const cli = contextOf(command);
      const { key, lang = 'pl' } = command.optsWithGlobals<{ key?: string; lang?: Language }>();
      const answer = await verify(cli, migrations, file, key);
      if (!answer.ok) {
        if (cli.json) cli.print('', { problem: answer.error });
        return cli.fail(2, answer.error);
      }
      const valid = answer.value.every(({ key }) => key !== null);
      cli.print(answer.value.map((one) => told(one, lang)).join('\n\n'), {
        valid,
        receipts: answer.value.map(({ key, claims }) => ({ valid: key !== null, key, ...claims })),
      });
      cli.exit(valid ? 0 : 1);
    });
  return receipt;
}

async function verify(
  cli: CliContext,
  migrations: string,
  file: string,
  keyFile: string | undefined,
): Promise<Result<readonly Verified[], Problem>> {
  const bytes = await read(file);
  if (!bytes.ok) return bytes;
  const keys = keyFile === undefined ? await keysOfDevice(cli, migrations) : await keyIn(keyFile);
  if (!keys.ok) return keys;
  const verified = receiptsIn(bytes.value).flatMap((text) => verifiedBy(text, keys.value));
  return verified.length === 0 ? err(problem('receipt.none', { file })) : ok(verified);
}

/** Nothing where the text is no receipt after all. */
function verifiedBy(text: string, keys: readonly Key[]): readonly Verified[] {
  const reads = keys.flatMap(({ source, pem }) => {
    const read = readReceipt(text, pem);
    return read === undefined ? [] : [{ key: read.signatureValid ? source : null, claims: read.claims }];
  });
  const best = reads.find(({ key }) => key !== null) ?? reads[0];
  return best === undefined ? [] : [best];
}

async function read(file: string): Promise<Result<Buffer, Problem>> {
  try {
    if (file === '-') return await upToLimit(process.stdin, file);
    const handle = await open(file, 'r');
    try {
      return await upToLimit(handle.createReadStream({ autoClose: false }), file);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const reason = errorCode(cause);
    if (reason === undefined) throw cause;
    return err(reason === 'ENOENT' ? problem('receipt.file-missing', { file }) : problem('app.system-refused', { reason, file }));
  }
}

async function upToLimit(stream: AsyncIterable<Buffer>, file: string): Promise<Result<Buffer, Problem>> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > MAX_DOCUMENT_BYTES) return err(problem('receipt.too-large', { file, max: MAX_DOCUMENT_BYTES / 1024 / 1024 }));
    pieces.push(piece);
  }
  return ok(Buffer.concat(pieces));
}

/** Only a public key is taken: whoever has the other one has no need to ask. */
async function keyIn(file: string): Promise<Result<readonly Key[], Problem>> {
  const bytes = await read(file);
  if (!bytes.ok) return bytes;
  const pem = bytes.value.toString('utf8');
  return isPublicKey(pem) ? ok([{ source: 'file', pem }]) : err(problem('receipt.key-unusable', { file }));
}

function isPublicKey(pem: string): boolean {
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return false;
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** What M/platform gave this device at enrolment, in production and in training. Leaves no trace in the data folder. */
async function keysOfDevice(cli: CliContext, migrations: string): Promise<Result<readonly Key[], Problem>> {
  const modes = ['production', 'training'] as const;
  const opened = await Promise.all(modes.map(async (source) => ({ source, key: await databaseKey(cli, source) })));
  const keys = opened.flatMap(({ source, key }): readonly Key[] => {
    const file = join(cli.dataFolder, source, 'technik.db');
    if (!existsSync(file)) return [];
    const db = openToRead(file, { migrations, key });
    try {
      const pem = createState(db).get('device')?.receiptPublicKey;
      return pem === undefined || !isPublicKey(pem) ? [] : [{ source, pem }];
    } finally {
      db.close();
    }
  });
  return keys.length === 0 ? err(problem('receipt.no-key', { folder: cli.dataFolder })) : ok(keys);
}

function told({ key, claims }: Verified, language: Language): string {
  const say = (...[name, params]: Parameters<typeof sentence>): string => sentence(name, params, language);
  const verdict = key === null ? say('receipt.forged') : key === 'training' ? say('receipt.training') : say('receipt.signed');
  const facts = [
    say('receipt.store', { storeId: claims.storeId, subTicketId: claims.subTicketId }),
    say('receipt.passed', { at: polishInstant(claims.passedAt), probeId: claims.probeId }),
    say('receipt.digest', { digest: claims.configDigest }),
    say('receipt.machine', { machineId: claims.machineId, origin: say(`receipt.origin.${claims.origin}`) }),
    say('receipt.expires', { at: polishInstant(claims.expiresAt) }),
  ];
  const last = key === null ? say('receipt.not-believed') : say('receipt.compare');
  return [verdict, ...facts.map((fact) => `  ${fact}`), last].join('\n');
}
