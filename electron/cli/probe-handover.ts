import { randomUUID } from 'node:crypto';
import { MAX_STORES, punktId } from '../../domain/model/index.ts';
import type { ProbeStage } from '../../domain/probe.ts';
import type { Problem } from '../../domain/problem.ts';
import { ok, type Result } from '../../domain/result.ts';
import { readHandover, signHandover } from '../../mplatform/contract/handover.ts';
import type { TillReading } from '../../native-checks/pcpos/inspect.ts';
import { machineId } from '../core/device/machine-id.ts';
import { type TillKey, tillKey } from '../core/probing/till-key.ts';
import { appVersion } from '../core/version.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import { mayWrite, writeWhole } from './own-file.ts';

export interface Signing {
  readonly file: string;
  readonly machineId: string;
  readonly key: TillKey;
}

/** All that signing needs, asked for before anything is tested: a test that cannot be handed over helps nobody. */
export async function prepareSigning(dataFolder: string, file: string): Promise<Result<Signing, Problem>> {
  const machine = await machineId(dataFolder);
  const key = await tillKey(dataFolder, machine, writePrivateFile);
  if (!key.ok) return key;
  // An earlier result of this very till is replaced; another till's, or any other file, is not.
  const free = await mayWrite(file, (text) => readHandover(text)?.handover.publicKey === key.value.publicKey);
  return free.ok ? ok({ file, machineId: machine, key: key.value }) : free;
}

export interface TillRun {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly storeId: string;
  readonly serverAddress: string;
  readonly reading: TillReading;
  readonly stages: readonly ProbeStage[];
}

/** As long as a text may be in what is handed over; of a path the end says most. */
const LONGEST = 200;

/** Writes what this till found out about itself, signed. Returns the code that the person at the laptop compares. */
export async function handOver({ file, machineId: machine, key }: Signing, run: TillRun): Promise<Result<string, Problem>> {
  const { reading } = run;
  const text = signHandover(
    {
      format: 1,
      id: randomUUID(),
      machineId: machine,
      publicKey: key.publicKey,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      storeId: run.storeId,
      serverAddress: run.serverAddress.slice(0, LONGEST),
      till: {
        file: reading.file.slice(-LONGEST),
        digest: reading.digest,
        server: reading.server?.slice(0, LONGEST) ?? null,
        stores: reading.stores.filter((id) => punktId.safeParse(id).success).slice(0, MAX_STORES),
        profile: reading.profile.name.slice(0, LONGEST),
      },
      appVersion,
      stages: [...run.stages],
    },
    key.privateKey,
  );
  const read = readHandover(text);
  if (read === undefined || !read.signatureValid) throw new Error('What was signed here cannot be read');
  const written = await writeWhole(file, `${text}\n`);
  return written.ok ? ok(read.code) : written;
}
