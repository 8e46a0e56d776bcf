import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../sqlite/database.ts';
import { aSignedReceipt, dataOf, printed, RECEIPT_KEY } from '../../tests/support/documents.ts';
import { aReceipt } from '../../tests/support/dossiers.ts';
import { tempFolder } from '../../tests/support/temp.ts';
import { resourcePath } from '../core/resources.ts';
import { createState } from '../core/store/state.ts';

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** `technik receipt verify ARGS` as it is typed, in a process of its own. */
async function verify(args: readonly string[], stdin = ''): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'cli.ts'), 'receipt', 'verify', ...args]);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  // A command that has no use for it ends before it was all read.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const [exit] = await once(child, 'close');
  return { exit, ...said };
}

function files(): { readonly put: (name: string, content: string | Uint8Array) => string; readonly folder: string } {
  const folder = tempFolder('receipt');
  return {
    folder,
    put(name, content) {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
  };
}

/** A data folder in which a device is enrolled, in that mode, at an M/platform with that key. */
function enrolled(mode: 'production' | 'training', receiptPublicKey = RECEIPT_KEY): string {
  const data = tempFolder('receipt-data');
  const db = openDatabase(join(data, mode, 'technik.db'), {
    migrations: resourcePath('migrations', 'core'),
    backups: join(data, mode, 'backups'),
  });
  createState(db).set('device', {
    deviceId: 'device-1',
    technician: { id: 'tech-1', name: 'Jan Kowalski', dealerId: 'dealer-1', dealerName: 'Dealer Alfa 101' },
    server: 'https://mplatform.example/',
    receiptPublicKey,
    machineId: 'machine-1',
    lastSeq: 0,
  });
  db.close();
  return data;
}

const receipt = aSignedReceipt();
const protocol = (): Promise<Buffer> => printed({ ...dataOf('protocol'), receipt: { text: receipt, claims: aReceipt() } });
const forged = (): string => {
  const [, signature] = receipt.split('.');
  return `${Buffer.from(JSON.stringify(aReceipt({ storeId: '999' }))).toString('base64url')}.${signature}`;
};

describe('a genuine receipt', () => {
  it('is verified from the printed protocol by the key of the enrolled device, and nothing of it is kept there', async () => {
    const data = enrolled('production');
    const before = readdirSync(data, { recursive: true });
    const { put } = files();
    const { exit, out, err } = await verify([put('protokol.pdf', await protocol()), '--data', data]);
    expect([exit, err]).toEqual([0, '']);
    expect(out).toContain('Potwierdzenie jest prawdziwe: podpisała je M/platform.');
    expect(out).toContain('Punkt: 735, podzgłoszenie 1042-1');
    expect(out).toContain('Test połączenia: 10.03.2026, 08:50, numer probe-1');
    expect(out).toContain('d'.repeat(64));
    expect(out).not.toContain(receipt);
    expect(readdirSync(data, { recursive: true })).toEqual(before);
  });

  it('is verified from the text of its code, from a file or standard input, however the line was broken', async () => {
    const { put } = files();
    const key = put('klucz.pem', RECEIPT_KEY);
    const broken = receipt.replace(/(.{76})/g, '$1\r\n');
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`Kod: ${receipt}\r\n`, 'utf16le')]);
    const texts = [receipt, `Z kodu: ${receipt}\n`, broken, utf16];
    const ended = await Promise.all([
      ...texts.map((text, i) => verify([put(`kod${i}.txt`, text), '--key', key])),
      verify(['-', '--key', key], broken),
    ]);
    expect(ended.map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 0]);
  });

  it('is told in English and as JSON when asked', async () => {
    const { put } = files();
    const args = [put('kod.txt', receipt), '--key', put('klucz.pem', RECEIPT_KEY)];
    expect((await verify([...args, '--lang', 'en'])).out).toContain('The receipt is genuine: M/platform signed it.');
    const { exit, out } = await verify([...args, '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toEqual({ valid: true, receipts: [{ valid: true, key: 'file', ...aReceipt() }] });
  });

  it('of training is never told as one of production', async () => {
    const { put } = files();
    const { exit, out } = await verify([put('kod.txt', receipt), '--data', enrolled('training')]);
    expect(exit).toBe(0);
    expect(out).toContain('pochodzi ze szkolenia');
  });
});

describe('ends with 1', () => {
  it('for a receipt in which anything was changed', async () => {
    const { put } = files();
    const key = put('klucz.pem', RECEIPT_KEY);
    const { exit, out } = await verify([put('kod.txt', forged()), '--key', key]);
    expect(exit).toBe(1);
    expect(out).toContain('Podpis się nie zgadza');
    expect(out).toContain('Tych danych nikt nie potwierdził.');
    // One good among several does not make the others good.
    expect((await verify([put('dwa.txt', `${receipt}\n${forged()}`), '--key', key])).exit).toBe(1);
  });

  it('for the receipt of another M/platform', async () => {
    const { put } = files();
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect((await verify([put('kod.txt', receipt), '--key', put('inny.pem', other)])).exit).toBe(1);
    const { exit, out } = await verify([put('kod.txt', receipt), '--data', enrolled('production', other), '--json']);
    expect([exit, JSON.parse(out)]).toMatchObject([1, { valid: false, receipts: [{ valid: false, key: null }] }]);
  });
});

describe('ends with 2 and one clear sentence', () => {
  const refused = async (code: string, ...args: readonly string[]): Promise<string> => {
    const { exit, out, err } = await verify(args);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(/^[^\n]+ \[[\w.-]+\]\n$/);
    expect(err).toContain(`[${code}]`);
    return err;
  };

  it('where there is no receipt, no file, or too much', async () => {
    const { put, folder } = files();
    const key = put('klucz.pem', RECEIPT_KEY);
    const agreement = await printed(dataOf('agreement'));
    const almost = `${'a'.repeat(60)}.${'b'.repeat(86)}`;
    await Promise.all([
      ...[agreement, '', 'nic', almost].map((content, i) => refused('receipt.none', put(`nic${i}`, content), '--key', key)),
      refused('receipt.file-missing', join(folder, 'nie-ma.pdf'), '--key', key),
      refused('receipt.too-large', put('wielki.pdf', Buffer.alloc(26 * 1024 * 1024)), '--key', key),
      refused('app.system-refused', folder, '--key', key),
    ]);
  });

  it('where there is no key to verify by', async () => {
    const { put } = files();
    const file = put('kod.txt', receipt);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
    const secret = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const [said] = await Promise.all([
      refused('receipt.key-unusable', file, '--key', put('tajny.pem', secret)),
      refused('receipt.key-unusable', file, '--key', put('zly.pem', 'to nie klucz')),
      refused('receipt.key-unusable', file, '--key', put('rsa.pem', rsa.toString())),
      refused('receipt.file-missing', file, '--key', `${file}.pem`),
      refused('receipt.no-key', file, '--data', tempFolder('nobody')),
    ]);
    expect(said).not.toContain(secret.split('\n')[1]);
  });
});
