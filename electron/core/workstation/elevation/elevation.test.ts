import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../../native-checks/pcpos/till-file.ts';
import type { Elevate } from '../../host.ts';
import { nodeConfigFiles } from '../config-files.ts';
import { type Bench, bench } from '../testing.ts';
import { createWorkstation } from '../workstation.ts';
import { answerFile, bytesFile, type ElevationRequest, writeRequest } from './request.ts';
import { belongTogether, closeOff, sameFile } from './system-posix.ts';
import { performElevatedWrite, type WorkerDeps } from './worker.ts';

let b: Bench;
let vault: string;
let worker: WorkerDeps;
beforeEach(() => {
  b = bench();
  vault = join(dirname(b.folder), 'vault');
  worker = {
    clock: { now: () => Date.UTC(2026, 10, 23, 9, 1) },
    files: nodeConfigFiles,
    wait: async () => {},
    places: async () => ({ files: [b.file], vault }),
    belongTogether,
    closeOff,
    sameFile,
  };
});
afterEach(() => b.close());

const denied = (): never => {
  throw Object.assign(new Error('denied'), { code: 'EACCES' });
};
/** A window without rights to the till's folder. */
const window = (elevate?: Elevate) =>
  createWorkstation({
    ...b.deps,
    files: { ...nodeConfigFiles, tryOpen: async () => denied() },
    ...(elevate === undefined ? {} : { elevate }),
  });
/** A host whose person consents: the step runs at once, in this process. */
const consenting =
  (before: (requestFile: string) => void = () => {}): Elevate =>
  async (requestFile) => {
    before(requestFile);
    await performElevatedWrite(requestFile, worker);
    return 'finished';
  };

async function applied(elevate?: Elevate) {
  const workstation = window(elevate);
  const plan = await workstation.plan(b.folder, b.wanted);
  if (!plan.ok) throw new Error(plan.error.code);
  return { plan: plan.value, workstation, done: await workstation.apply(plan.value) };
}
const codeOf = (result: { ok: boolean; error?: { code: string; params: object } }): string =>
  result.ok ? 'ok' : `${result.error?.code} ${Object.values(result.error?.params ?? {}).join()}`.trim();

describe('writing where rights are missing', () => {
  it('asks for consent once, writes the plan, and keeps history and backup like any other change', async () => {
    let asked = 0;
    const { plan, workstation, done } = await applied(consenting(() => asked++));
    expect(done).toMatchObject({ ok: true, value: { changed: true, digest: plan.after.digest } });
    expect(asked).toBe(1);
    expect(digestOf(readFileSync(b.file))).toBe(plan.after.digest);
    const [change] = workstation.history(b.file);
    expect(change).toMatchObject({ outcome: 'done', before: plan.before.digest, after: plan.after.digest });
    expect(readFileSync(change?.backup ?? '')).toEqual(b.original);
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
  });

  it('leaves nothing of the request behind, and the old content where only administrators read', async () => {
    await applied(consenting());
    expect(readdirSync(join(b.dataFolder, 'elevation'))).toEqual([]);
    expect(readFileSync(join(vault, 'pcpos-backups', `${digestOf(b.original)}.conf`))).toEqual(b.original);
  });

  it('is undone by the same way', async () => {
    const { workstation } = await applied(consenting());
    expect(await workstation.restore(b.folder)).toMatchObject({ ok: true, value: { changed: true } });
    expect(readFileSync(b.file)).toEqual(b.original);
  });

  it('does not ask when the file may be written', async () => {
    let asked = 0;
    const workstation = createWorkstation({ ...b.deps, elevate: consenting(() => asked++) });
    const plan = await workstation.plan(b.folder, b.wanted);
    expect(plan.ok && (await workstation.apply(plan.value))).toMatchObject({ ok: true, value: { changed: true } });
    expect(asked).toBe(0);
  });

  it('does not ask when someone who had the rights has put the content in place already', async () => {
    await applied(consenting());
    let asked = 0;
    const { workstation, done } = await applied(consenting(() => asked++));
    expect(done).toMatchObject({ ok: true, value: { changed: false, changeId: null } });
    expect(workstation.history(b.file)).toHaveLength(1);
    expect(asked).toBe(0);
  });

  it.each([
    ['refused', 'workstation.consent-refused'],
    ['unavailable', 'workstation.elevation-unavailable'],
  ] as const)('consent %s is an answer; the file stays and the journal is closed', async (outcome, code) => {
    const { done, workstation } = await applied(async () => outcome);
    expect(codeOf(done)).toBe(code);
    expect(readFileSync(b.file)).toEqual(b.original);
    expect(workstation.history(b.file)).toMatchObject([{ outcome: 'undone' }]);
    expect(readdirSync(join(b.dataFolder, 'elevation'))).toEqual([]);
  });

  it('says what is missing where the host can ask nobody', async () => {
    const { done } = await applied();
    expect(done).toMatchObject({ ok: false, error: { code: 'workstation.no-access' } });
  });

  it('a step that dies without a word is noticed by reading the file', async () => {
    const { done } = await applied(async () => 'finished');
    expect(codeOf(done)).toContain('workstation.elevation-silent');
  });

  it('a step that dies after writing is not taken for a failure', async () => {
    const { plan, done } = await applied(async (requestFile) => {
      await performElevatedWrite(requestFile, worker);
      unlinkSync(answerFile(requestFile));
      return 'finished';
    });
    expect(done).toMatchObject({ ok: true, value: { digest: plan.after.digest } });
  });

  it('a process that dies while the person reads the question is found at the next start', async () => {
    const { promise: never } = Promise.withResolvers<'finished'>();
    const { promise: asked, resolve } = Promise.withResolvers<string>();
    const workstation = window((requestFile) => {
      resolve(requestFile);
      return never;
    });
    const plan = await workstation.plan(b.folder, b.wanted);
    if (!plan.ok) throw new Error(plan.error.code);
    void workstation.apply(plan.value);
    await performElevatedWrite(await asked, worker);
    const next = createWorkstation({ ...b.deps, isAlive: () => false });
    expect((await next.recover()).map((notice) => notice.code)).toEqual(['workstation.recovered-new']);
    expect(next.history(b.file)).toMatchObject([{ outcome: 'done' }]);
  });

  it('what a killed step left beside the till’s file keeps nobody from going on, and the next step removes it', async () => {
    const { promise: never } = Promise.withResolvers<'finished'>();
    const { promise: asked, resolve } = Promise.withResolvers<string>();
    const killed = window((requestFile) => {
      resolve(requestFile);
      return never;
    });
    const plan = await killed.plan(b.folder, b.wanted);
    if (!plan.ok) throw new Error(plan.error.code);
    void killed.apply(plan.value);
    const request = JSON.parse(readFileSync(await asked, 'utf8')) as ElevationRequest;
    const left = join(b.folder, `.pcpos7.conf.mtechnik-${request.nonce}.tmp`);
    writeFileSync(left, 'half');
    utimesSync(left, 1000, 1000);

    const remove = async (path: string) => (dirname(path) === b.folder ? denied() : nodeConfigFiles.remove(path));
    const files = { ...nodeConfigFiles, tryOpen: async () => denied(), remove };
    // What a process held, the system has taken back with it.
    const lockTill = async () => async () => {};
    const next = createWorkstation({ ...b.deps, files, isAlive: () => false, elevate: consenting(), lockTill });
    expect((await next.recover()).map((notice) => notice.code)).toEqual(['workstation.recovered-old']);
    const again = await next.plan(b.folder, b.wanted);
    expect(again.ok && (await next.apply(again.value))).toMatchObject({ ok: true });
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
  });
});

describe('the elevated step refuses', () => {
  const refusal = async (attack: (requestFile: string) => void) => {
    const { done } = await applied(consenting(attack));
    return codeOf(done);
  };
  const untouched = () => expect(readFileSync(b.file)).toEqual(b.original);
  /** A request as an attacker could write one himself, its name made to fit. */
  const forge = async (change: Partial<Record<keyof ElevationRequest, unknown>>, bytes = Buffer.from('evil')) => {
    const request = {
      format: 1,
      nonce: 'a'.repeat(32),
      at: '2026-11-23T09:00:30.000Z',
      file: b.file,
      expect: digestOf(b.original),
      result: digestOf(bytes),
      ...change,
    };
    const file = await writeRequest(b.dataFolder, request as ElevationRequest, bytes);
    return codeOf(await performElevatedWrite(file, worker));
  };

  it('bytes that were changed after the request was written', async () => {
    expect(
      await refusal((requestFile) => {
        const content = readdirSync(dirname(requestFile)).find((name) => name.endsWith('.bytes')) ?? '';
        appendFileSync(join(dirname(requestFile), content), 'RemoteUrl: http://evil.example');
      }),
    ).toContain('workstation.elevation-silent');
    untouched();
  });

  it('a request that was changed after it got its name, even with fitting bytes', async () => {
    expect(
      await refusal((requestFile) => {
        const request = JSON.parse(readFileSync(requestFile, 'utf8')) as ElevationRequest;
        const evil = Buffer.from('evil');
        writeFileSync(bytesFile(requestFile, request.nonce), evil);
        writeFileSync(requestFile, JSON.stringify({ ...request, result: digestOf(evil) }));
      }),
    ).toContain('workstation.elevation-silent');
    untouched();
  });

  it('a till’s file that became a link between request and write', async () => {
    const victim = join(dirname(b.folder), 'victim');
    expect(
      await refusal(() => {
        renameSync(b.file, victim);
        symlinkSync(victim, b.file);
      }),
    ).toBe('workstation.elevation-refused file-path');
    expect(readFileSync(victim)).toEqual(b.original);
  });

  it('a till’s folder that became a link between request and write', async () => {
    const elsewhere = join(dirname(b.folder), 'elsewhere');
    expect(
      await refusal(() => {
        renameSync(b.folder, elsewhere);
        symlinkSync(elsewhere, b.folder);
      }),
    ).toBe('workstation.elevation-refused file-path');
    expect(readFileSync(join(elsewhere, 'pcpos7.conf'))).toEqual(b.original);
    expect(readdirSync(elsewhere)).toEqual(['pcpos7.conf']);
  });

  it('a link that comes while it writes: the old content stands where it was', async () => {
    const elsewhere = join(dirname(b.folder), 'elsewhere');
    worker = {
      ...worker,
      files: {
        ...nodeConfigFiles,
        async create(path, bytes, mode) {
          const made = await nodeConfigFiles.create(path, bytes, mode);
          if (dirname(path) === b.folder && existsSync(b.folder) && !existsSync(elsewhere)) {
            renameSync(b.folder, elsewhere);
            symlinkSync(elsewhere, b.folder);
          }
          return made;
        },
      },
    };
    await refusal(() => {});
    expect(readFileSync(join(elsewhere, 'pcpos7.conf'))).toEqual(b.original);
  });

  it('another folder, another file of the same folder, and any other spelling of the path', async () => {
    writeFileSync(join(b.folder, 'launcher.conf'), b.original);
    const other = join(dirname(b.folder), 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'pcpos7.conf'), b.original);
    const paths = [
      join(other, 'pcpos7.conf'),
      join(b.folder, 'launcher.conf'),
      `${b.folder}/./pcpos7.conf`,
      `${b.folder}/../pcpos7/pcpos7.conf`,
    ];
    for (const [i, file] of paths.entries())
      expect(await forge({ file, nonce: String(i).repeat(32) })).toBe('workstation.elevation-refused file');
    expect(readFileSync(join(other, 'pcpos7.conf'))).toEqual(b.original);
  });

  it('a file that holds something else by now', async () => {
    const found = await refusal(() => appendFileSync(b.file, '; somebody else\r\n'));
    expect(found).toContain('workstation.in-doubt');
    expect(readFileSync(b.file)).toEqual(Buffer.concat([b.original, Buffer.from('; somebody else\r\n')]));
  });

  it('a request used before, also when the file has its old content again', async () => {
    const saved = new Map<string, Buffer>();
    const { plan } = await applied(
      consenting((requestFile) => {
        for (const name of readdirSync(dirname(requestFile)))
          saved.set(join(dirname(requestFile), name), readFileSync(join(dirname(requestFile), name)));
      }),
    );
    expect(digestOf(readFileSync(b.file))).toBe(plan.after.digest);
    writeFileSync(b.file, b.original);
    for (const [file, content] of saved) writeFileSync(file, content, { mode: 0o600 });
    const requestFile = [...saved.keys()].find((file) => file.endsWith('.json')) ?? '';
    expect(codeOf(await performElevatedWrite(requestFile, worker))).toBe('workstation.elevation-refused used');
    untouched();
  });

  it('an old request and one from the future', async () => {
    expect(await forge({ at: '2026-11-23T08:50:59.000Z' })).toBe('workstation.elevation-refused request-age');
    expect(await forge({ at: '2026-11-23T09:02:00.000Z', nonce: 'b'.repeat(32) })).toBe(
      'workstation.elevation-refused request-age',
    );
    untouched();
  });

  it.each([
    ['a nonce that is a path', { nonce: '../../../etc/cron.d/evil' }],
    ['a nonce of another length', { nonce: 'abc' }],
    ['a digest that is none', { expect: 'x' }],
    ['a field that we do not know', { command: 'calc.exe' }],
    ['another format', { format: 2 }],
  ])('%s', async (_what, change) => {
    const text = JSON.stringify({
      format: 1,
      nonce: 'a'.repeat(32),
      at: '2026-11-23T09:00:30.000Z',
      file: b.file,
      expect: digestOf(b.original),
      result: digestOf(Buffer.from('evil')),
      ...change,
    });
    const folder = join(b.dataFolder, 'elevation');
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, `${'a'.repeat(32)}.bytes`), 'evil', { mode: 0o600 });
    const file = join(folder, `${createHash('sha256').update(text).digest('hex')}.json`);
    writeFileSync(file, text, { mode: 0o600 });
    expect(codeOf(await performElevatedWrite(file, worker))).toBe('workstation.elevation-refused request');
    untouched();
  });

  it.skipIf(process.getuid?.() !== 0)('a request or content of another user', async () => {
    for (const [i, which] of (['request', 'content'] as const).entries()) {
      const nonce = String(i).repeat(32);
      const seen = await refusalOf(nonce, (file) =>
        chownSync(which === 'request' ? file : bytesFile(file, nonce), 65_534, 65_534),
      );
      expect(seen).toBe('workstation.elevation-refused request-owner');
    }
    untouched();
  });

  it('a request that others may write', async () => {
    const nonce = 'c'.repeat(32);
    expect(await refusalOf(nonce, (file) => chmodSync(file, 0o666))).toBe('workstation.elevation-refused request-owner');
    expect(await refusalOf('d'.repeat(32), (file) => chmodSync(dirname(file), 0o777))).toBe(
      'workstation.elevation-refused request-owner',
    );
  });

  it('a request reached through a link, and one that is a link', async () => {
    const nonce = 'e'.repeat(32);
    const request = {
      format: 1,
      nonce,
      at: '2026-11-23T09:00:30.000Z',
      file: b.file,
      expect: digestOf(b.original),
      result: digestOf(Buffer.from('evil')),
    } as const;
    const file = await writeRequest(b.dataFolder, request, Buffer.from('evil'));
    symlinkSync(dirname(file), join(b.dataFolder, 'way'));
    const through = join(b.dataFolder, 'way', file.slice(dirname(file).length + 1));
    expect(codeOf(await performElevatedWrite(through, worker))).toBe('workstation.elevation-refused request-path');
    renameSync(file, `${file}.real`);
    symlinkSync(`${file}.real`, file);
    expect(codeOf(await performElevatedWrite(file, worker))).toBe('workstation.elevation-refused request-path');
    untouched();
  });

  it('to work where it cannot tell PC-POS’s folder, or cannot close its own', async () => {
    worker = { ...worker, places: async () => null };
    expect(await refusal(() => {})).toBe('workstation.elevation-refused file');
    worker = { ...worker, places: async () => ({ files: [b.file], vault }), closeOff: async () => denied() };
    expect(await refusal(() => {})).toContain('workstation.no-access');
    untouched();
  });

  it('to write its answer over or through anything', async () => {
    const victim = join(dirname(b.folder), 'victim');
    writeFileSync(victim, 'precious');
    const { done } = await applied(consenting((requestFile) => symlinkSync(victim, answerFile(requestFile))));
    expect(done).toMatchObject({ ok: true });
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  it('an answer to another request, or a forged one: what the file holds is what counts', async () => {
    const { done } = await applied(async (requestFile) => {
      const problem = { code: 'workstation.read-only', params: { file: b.file } };
      const forged = { format: 1, nonce: 'f'.repeat(32), written: false, problem };
      rmSync(answerFile(requestFile), { force: true });
      writeFileSync(answerFile(requestFile), JSON.stringify(forged));
      return 'finished';
    });
    expect(codeOf(done)).toContain('workstation.elevation-silent');
    untouched();
  });

  async function refusalOf(nonce: string, attack: (file: string) => void): Promise<string> {
    const bytes = Buffer.from('evil');
    const request = {
      format: 1,
      nonce,
      at: '2026-11-23T09:00:30.000Z',
      file: b.file,
      expect: digestOf(b.original),
      result: digestOf(bytes),
    } as const;
    const file = await writeRequest(b.dataFolder, request, bytes);
    attack(file);
    const said = codeOf(await performElevatedWrite(file, worker));
    if (existsSync(file)) chmodSync(dirname(file), 0o700);
    return said;
  }
});
