import { join } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { FileShelf } from './files.ts';
import { folderShelf } from './files-folder.ts';
import type { S3Place } from './files-place.ts';
import type { NodeLocks } from './node-locks.ts';

export interface OpenShelf {
  readonly shelf: FileShelf;
  close(): Promise<void>;
}

/**
 * The shelf of this node: a folder, or a storage that speaks S3. Nodes of one PostgreSQL keep apart by locks there.
 * Errors: `mplatform.files-unreachable`, `mplatform.files-not-here`, `mplatform.database-invalid`.
 */
export async function openShelf(
  dataFolder: string,
  { files, database }: { readonly files?: S3Place; readonly database?: string },
): Promise<Result<OpenShelf, Problem>> {
  const nodes = await openLocks(database);
  if (!nodes.ok) return nodes;
  const close = async (): Promise<void> => nodes.value?.close();
  if (files === undefined) return ok({ shelf: folderShelf(join(dataFolder, 'files'), nodes.value), close });
  const opened = await openStorage(files, nodes.value);
  if (!opened.ok) await close();
  return opened;
}

async function openLocks(database: string | undefined): Promise<Result<NodeLocks | undefined, Problem>> {
  if (database === undefined) return ok(undefined);
  const { openPostgresLocks } = await import('./store/postgres-locks.ts');
  return openPostgresLocks(database);
}

/** A technician's machine does not even have what speaks S3. */
async function openStorage(files: S3Place, nodes: NodeLocks | undefined): Promise<Result<OpenShelf, Problem>> {
  const loaded = await import('./files-s3.ts').catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    return undefined;
  });
  if (loaded === undefined) return err(problem('mplatform.files-not-here'));
  try {
    const shelf = await loaded.openS3Shelf(files, nodes);
    return ok({
      shelf,
      async close() {
        shelf.close();
        await nodes?.close();
      },
    });
  } catch (cause) {
    const { state } = cause as { readonly state?: string };
    if (state === undefined) throw cause;
    return err(problem('mplatform.files-unreachable', { bucket: files.bucket, reason: state }));
  }
}
