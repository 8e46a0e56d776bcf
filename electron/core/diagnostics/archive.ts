import { buffer } from 'node:stream/consumers';
import type { Part } from './gather.ts';

/** The parts as one file, exactly as they were shown. Loaded when it is needed: hardly anybody ever does. */
export async function archive(parts: readonly Part[], madeAt: Date): Promise<Buffer> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  for (const { name, text } of parts) zip.addBuffer(Buffer.from(text, 'utf8'), name, { mtime: madeAt, mode: 0o100600 });
  zip.end();
  return buffer(zip.outputStream);
}

/** `m-technik-2026-11-23-1432.zip`, by the clock of the shop. */
export function archiveName(now: number): string {
  const [day = '', time = ''] = new Date(now).toLocaleString('sv-SE', { timeZone: 'Europe/Warsaw' }).split(' ');
  return `m-technik-${day}-${time.slice(0, 5).replace(':', '')}.zip`;
}
