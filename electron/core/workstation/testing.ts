import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../../sqlite/database.ts';
import { nodeConfigFiles } from './config-files.ts';
import { createWorkstation, type WorkstationDeps } from './workstation.ts';

const root = join(import.meta.dirname, '..', '..', '..');
export const sample = (name: string): string => join(root, 'tests', 'fixtures', 'pcpos7', name);

/** A till's folder with a real-looking configuration, and a data folder with a real database: for tests. */
export function bench(fixture = 'typical.conf') {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'technik-till-')));
  const folder = join(home, 'pcpos7');
  const dataFolder = join(home, 'data');
  const file = join(folder, 'pcpos7.conf');
  mkdirSync(folder);
  copyFileSync(sample(fixture), file);
  chmodSync(file, 0o644);
  const migrations = join(root, 'resources', 'migrations', 'core');
  const db: Database = openDatabase(join(dataFolder, 'technik.db'), { migrations, backups: join(dataFolder, 'backups') });
  let now = Date.UTC(2026, 10, 23, 9);
  const waits: number[] = [];
  const deps: WorkstationDeps = {
    db,
    dataFolder,
    files: nodeConfigFiles,
    clock: { now: () => now++ },
    author: () => 'Jan Technik',
    isRunning: async () => false,
    wait: async (ms) => {
      waits.push(ms);
    },
  };
  return {
    folder,
    file,
    dataFolder,
    db,
    deps,
    waits,
    original: readFileSync(file),
    wanted: { server: 'https://mplatform.example/pos', stores: ['735'] },
    workstation: createWorkstation(deps),
    /** The program started again: same folders and database, nothing remembered. */
    anotherProcess: () => createWorkstation(deps),
    close() {
      db.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
export type Bench = ReturnType<typeof bench>;
