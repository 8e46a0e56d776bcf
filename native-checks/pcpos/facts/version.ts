import type { ReadRegistry } from '../../windows/registry.ts';
import { REGISTRY_KEY } from '../find.ts';
import type { LogTail, PcPosVersion } from './types.ts';

const SAID = /\bPC-?POS(?:\s+7)?[\s,:]+(?:v|ver|version|wersja)?[.:\s]*(\d+(?:\.\d+){1,3})\b/gi;

/** @param readRegistry null where there is no registry to ask, or the folder is on another machine */
export async function findVersion(
  folder: string,
  log: LogTail | null,
  readRegistry: ReadRegistry | null,
): Promise<PcPosVersion | null> {
  const same = (path: string) => plain(path) === plain(folder);
  for (const view of readRegistry === null ? [] : ([64, 32] as const)) {
    const values = await readRegistry?.(REGISTRY_KEY, view);
    if (values?.Location && values.Version && same(values.Location)) return { version: values.Version, source: 'registry' };
  }
  const said = [...(log?.lines.join('\n') ?? '').matchAll(SAID)].at(-1)?.[1];
  return said === undefined ? null : { version: said, source: 'log' };
}

const plain = (path: string): string => path.replaceAll('/', '\\').replace(/\\+$/, '').toLowerCase();
