import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultProfile, type PcPosProfile } from '../../../native-checks/pcpos/profile.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import { type ConfigFiles, nodeConfigFiles } from './config-files.ts';
import { createChangeJournal } from './journal.ts';
import { loadProfile, PROFILE_FILE } from './profiles.ts';
import { type Bench, bench, sample } from './testing.ts';
import { systemTillLock } from './till-lock.ts';
import { createWorkstation, type PlanOptions } from './workstation.ts';

let b: Bench;
beforeEach(() => {
  b = bench('already-configured.conf');
});
afterEach(() => b.close());

const plan = async (options: Partial<PlanOptions> = {}) => {
  const made = await b.workstation.plan(b.folder, { ...b.wanted, ...options });
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};
const now = () => readFileSync(b.file);
const failed = (code: string) => ({ ok: false, error: { code } });

describe('a plan', () => {
  it('says all that would change and changes nothing', async () => {
    const before = statSync(b.file);
    const made = await plan();
    expect(made).toMatchObject({
      file: b.file,
      encoding: 'windows-1250',
      newline: 'crlf',
      profile: { verified: false },
      before: { digest: digestOf(b.original), server: 'https://stary.mplatform.example:8443/pos', stores: ['12', '734'] },
      after: { server: b.wanted.server, stores: ['12', '734', '735'] },
      changes: [
        { line: 51, section: 'MPlatform', key: 'Active', from: 'N', to: 'Y' },
        {
          line: 52,
          section: 'MPlatform',
          key: 'ServerAddress',
          from: 'https://stary.mplatform.example:8443/pos',
          to: b.wanted.server,
        },
        { line: 53, section: 'MPlatform', key: 'ShopIds', from: '12,734', to: '12,734,735' },
      ],
      changed: true,
      writable: true,
      obstacle: null,
      doubt: null,
      running: false,
    });
    expect(now().equals(b.original)).toBe(true);
    expect(statSync(b.file).mtimeMs).toBe(before.mtimeMs);
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
  });

  it('of PC-POS’s other file in the same format says so', async () => {
    const other = join(b.folder, 'launcher.conf');
    writeFileSync(other, readFileSync(sample('launcher.conf')));
    const planned = await b.workstation.plan(other, b.wanted);
    expect(planned).toMatchObject({ ok: true, value: { doubt: { code: 'workstation.other-name' } } });
  });

  it('adds to the shops of the till, and replaces them only when told to', async () => {
    expect((await plan()).after.stores).toEqual(['12', '734', '735']);
    expect((await plan({ replace: true })).after.stores).toEqual(['735']);
  });

  it('of a till that is already so is empty', async () => {
    await b.workstation.apply(await plan());
    expect(await plan()).toMatchObject({ changed: false, changes: [], diff: [] });
  });

  it('says why the file cannot be written', async () => {
    chmodSync(b.file, 0o444);
    expect(await plan()).toMatchObject({ writable: false, obstacle: { code: 'workstation.read-only' } });
    expect(await b.workstation.apply(await plan())).toMatchObject(failed('workstation.read-only'));
    expect(now().equals(b.original)).toBe(true);
  });

  it('refuses a server, shops and profiles that are none', async () => {
    const refused = async (options: Partial<PlanOptions>) => {
      const made = await b.workstation.plan(b.folder, { ...b.wanted, ...options });
      return made.ok ? 'planned' : made.error.code;
    };
    expect(await refused({ server: 'mplatform' })).toBe('workstation.server-invalid');
    expect(await refused({ stores: ['0735'] })).toBe('workstation.store-invalid');
    expect(await refused({ stores: ['735\r\nX: 1'] })).toBe('workstation.store-invalid');
    expect(await refused({ stores: [] })).toBe('workstation.no-stores');
    expect(await refused({ server: 'https://例え.example' })).toBe('workstation.outside-encoding');
    writeFileSync(join(b.dataFolder, PROFILE_FILE), '{"name": "x"}');
    expect(await refused({})).toBe('workstation.profile-invalid');
  });

  it('follows an administrator’s profile in the data folder', async () => {
    const profile = {
      ...defaultProfile,
      name: 'Sprawdzony',
      section: 'StoreChainServer',
      keys: { active: 'ServerActive', server: 'ServerIP', stores: 'Shops' },
      verified: true,
    };
    writeFileSync(join(b.dataFolder, PROFILE_FILE), JSON.stringify(profile));
    const made = await plan();
    expect(made.profile).toEqual({ name: 'Sprawdzony', version: 1, verified: true, source: 'administrator' });
    expect(made.changes.map((c) => c.section)).toEqual(['StoreChainServer', 'StoreChainServer', 'StoreChainServer']);
  });
});

describe('the profile', () => {
  const delivered = (change: Partial<PcPosProfile>): PcPosProfile => ({ ...defaultProfile, ...change });
  const inForce = async (profiles: readonly PcPosProfile[], version: string | null = null) => {
    const workstation = createWorkstation({ ...b.deps, profiles: () => profiles, pcposVersion: async () => version });
    const made = await workstation.plan(b.folder, b.wanted);
    return made.ok ? `${made.value.profile.source}: ${made.value.profile.name}` : made.error.code;
  };

  it('is an administrator’s before M/platform’s, and that before the built-in one', async () => {
    expect(await inForce([])).toBe(`builtin: ${defaultProfile.name}`);
    expect(await inForce([delivered({ name: 'Z sieci' })])).toBe('mplatform: Z sieci');
    writeFileSync(join(b.dataFolder, PROFILE_FILE), JSON.stringify(delivered({ name: 'Od administratora' })));
    expect(await inForce([delivered({ name: 'Z sieci' })])).toBe('administrator: Od administratora');
  });

  it('is one for the version of PC-POS that was found; with none for it, the built-in one', async () => {
    const two = [
      delivered({ name: 'Dla 7.4', pcposVersions: ['7.4'] }),
      delivered({ name: 'Dla 7.5', pcposVersions: ['7.5'], version: 2 }),
    ];
    expect(await inForce(two, '7.4.1')).toBe('mplatform: Dla 7.4');
    expect(await inForce(two, '7.5')).toBe('mplatform: Dla 7.5');
    expect(await inForce(two, '7.41')).toBe(`builtin: ${defaultProfile.name}`);
    expect(await inForce(two, null)).toBe('mplatform: Dla 7.5');
  });

  it('is the one tried on a real till, where several fit', async () => {
    expect(await inForce([delivered({ name: 'Nowszy', version: 9 }), delivered({ name: 'Sprawdzony', verified: true })])).toBe(
      'mplatform: Sprawdzony',
    );
  });

  it('names a file in the folder of PC-POS, which is no link out of it', async () => {
    const other = join(b.dataFolder, 'other.conf');
    writeFileSync(other, b.original);
    symlinkSync(other, join(b.folder, 'settings.conf'));
    expect(await inForce([delivered({ file: 'settings.conf' })])).toBe('workstation.link');
  });
});

describe('applying', () => {
  it('writes what the plan says, keeps the mode and the owner, and leaves nothing behind', async () => {
    chmodSync(b.file, 0o640);
    if (process.getuid?.() === 0) chownSync(b.file, 1234, 2345);
    const before = statSync(b.file);
    const made = await plan();
    const applied = await b.workstation.apply(made, { subTicketId: 'PZ-1' });
    expect(applied).toMatchObject({ ok: true, value: { changed: true, digest: made.after.digest } });
    expect(digestOf(now())).toBe(made.after.digest);
    const { mode, uid, gid } = statSync(b.file);
    expect({ mode, uid, gid }).toEqual({ mode: before.mode, uid: before.uid, gid: before.gid });
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
  });

  it('a second time changes nothing and writes no history', async () => {
    await b.workstation.apply(await plan());
    const once = statSync(b.file);
    expect(await b.workstation.apply(await plan())).toMatchObject({ ok: true, value: { changed: false, changeId: null } });
    expect(statSync(b.file).ino).toBe(once.ino);
    expect(b.workstation.history(b.file).length).toBe(1);
  });

  it('is refused when the file is no longer the one that was planned for', async () => {
    const made = await plan();
    const other = Buffer.concat([b.original, Buffer.from('; dopisek')]);
    writeFileSync(b.file, other);
    expect(await b.workstation.apply(made)).toMatchObject(failed('workstation.changed-since'));
    expect(now().equals(other)).toBe(true);
  });

  it('is refused when the file changes while it is being written', async () => {
    const other = Buffer.from('Section: A\r\nEndSection: A\r\n');
    const files = {
      ...nodeConfigFiles,
      async create(...args: Parameters<ConfigFiles['create']>) {
        const created = await nodeConfigFiles.create(...args);
        if (args[0].startsWith(b.folder)) writeFileSync(b.file, other);
        return created;
      },
    };
    const made = await plan();
    expect(await createWorkstation({ ...b.deps, files }).apply(made)).toMatchObject(failed('workstation.changed-since'));
    expect(now().equals(other)).toBe(true);
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
  });

  it('of two at once one wins, and the other is told', async () => {
    const made = await plan();
    const answers = await Promise.all([b.workstation.apply(made), b.workstation.apply(made)]);
    expect(answers.filter((a) => a.ok).length).toBe(1);
    expect(digestOf(now())).toBe(made.after.digest);
    expect(b.workstation.history(b.file).map((c) => c.outcome)).toEqual(['done']);
  });

  it('waits while something holds the file, longer each time, and gives up with the file untouched', async () => {
    let refusals = 3;
    const held = (times: () => boolean) => ({
      ...nodeConfigFiles,
      async replace(from: string, to: string) {
        if (to === b.file && times()) throw Object.assign(new Error('held'), { code: 'EBUSY' });
        return nodeConfigFiles.replace(from, to);
      },
    });
    const never = createWorkstation({ ...b.deps, files: held(() => true) });
    expect(await never.apply(await plan())).toMatchObject(failed('workstation.held'));
    expect(now().equals(b.original)).toBe(true);
    const total = b.waits.splice(0).reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeGreaterThan(5_000);
    expect(total).toBeLessThan(15_000);
    const briefly = createWorkstation({ ...b.deps, files: held(() => refusals-- > 0) });
    expect(await briefly.apply(await plan())).toMatchObject({ ok: true });
    expect(b.waits).toEqual([10, 20, 40]);
  });

  it('keeps what somebody else wrote at the same moment, before the old content is put back', async () => {
    const foreign = Buffer.from('Section: Foreign\r\nEndSection: Foreign\r\n');
    let replaced = 0;
    const files = {
      ...nodeConfigFiles,
      async replace(from: string, to: string) {
        await nodeConfigFiles.replace(from, to);
        if (to === b.file && ++replaced === 1) writeFileSync(b.file, foreign);
      },
    };
    expect(await createWorkstation({ ...b.deps, files }).apply(await plan())).toMatchObject(failed('workstation.put-back'));
    expect(now().equals(b.original)).toBe(true);
    expect(readFileSync(join(b.dataFolder, 'pcpos-backups', `${digestOf(foreign)}.conf`)).equals(foreign)).toBe(true);
  });

  it('meets a link or a folder put in the file’s place, and a folder that is gone', async () => {
    const made = await plan();
    const aside = join(b.dataFolder, 'aside.conf');
    renameSync(b.file, aside);
    symlinkSync(aside, b.file);
    expect(await b.workstation.apply(made)).toMatchObject(failed('workstation.link'));
    rmSync(b.file);
    mkdirSync(b.file);
    expect(await b.workstation.apply(made)).toMatchObject(failed('workstation.not-a-file'));
    rmSync(b.folder, { recursive: true });
    expect(await b.workstation.apply(made)).toMatchObject(failed('workstation.not-found'));
    expect(readFileSync(aside).equals(b.original)).toBe(true);
  });

  it('writes over no link that takes the file’s place while it is being written', async () => {
    const made = await plan();
    const aside = join(b.dataFolder, 'aside.conf');
    const files = {
      ...nodeConfigFiles,
      async create(...args: Parameters<ConfigFiles['create']>) {
        const created = await nodeConfigFiles.create(...args);
        if (args[0].startsWith(b.folder)) {
          renameSync(b.file, aside);
          symlinkSync(aside, b.file);
        }
        return created;
      },
    };
    expect(await createWorkstation({ ...b.deps, files }).apply(made)).toMatchObject(failed('workstation.changed-since'));
    expect(lstatSync(b.file).isSymbolicLink()).toBe(true);
    expect(readFileSync(aside).equals(b.original)).toBe(true);
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
  });

  it('replaces nothing before journal, backup and new content are on the disk', async () => {
    const done: string[] = [];
    const which = (path: string) => (path.startsWith(b.folder) ? 'till' : 'backup');
    const files: ConfigFiles = {
      ...nodeConfigFiles,
      async create(...args) {
        const created = await nodeConfigFiles.create(...args);
        return {
          ...created,
          async sync() {
            await created.sync();
            done.push(`${which(args[0])} file`);
          },
        };
      },
      async syncFolder(path) {
        await nodeConfigFiles.syncFolder(path);
        done.push(`${which(path)} folder`);
      },
      async replace(from, to) {
        if (to === b.file) {
          done.push(`secured ${b.db.prepare('SELECT secured FROM config_change').pluck().get()}`);
          done.push('replace');
        }
        await nodeConfigFiles.replace(from, to);
      },
    };
    expect((await createWorkstation({ ...b.deps, files }).apply(await plan())).ok).toBe(true);
    const before = done.slice(0, done.indexOf('replace'));
    expect(new Set(before)).toEqual(new Set(['backup file', 'backup folder', 'till file', 'secured 1']));
    expect(done.slice(-1)).toEqual(['till folder']);
  });

  it('keeps no backup where the till looks', async () => {
    const inside = createWorkstation({ ...b.deps, dataFolder: join(b.folder, 'dane') });
    expect(await inside.apply(await plan())).toMatchObject(failed('workstation.backup-in-till'));
    expect(now().equals(b.original)).toBe(true);
  });

  // Real disks: they need the right to mount one.
  const canMount = process.platform === 'linux' && process.getuid?.() === 0;
  async function onDiskOf(size: string, skip: (why: string) => void, use: (disk: string) => Promise<void>): Promise<void> {
    const disk = join(b.dataFolder, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]).status !== 0)
      return skip('mounting is not allowed here');
    try {
      await use(disk);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  }

  it.runIf(canMount)('meets a full disk with a sentence, and the file stays', ({ skip }) =>
    onDiskOf('16k', skip, async (disk) => {
      const file = join(disk, 'pcpos7.conf');
      writeFileSync(file, b.original);
      const made = await b.workstation.plan(disk, b.wanted);
      writeFileSync(join(disk, 'rest'), Buffer.alloc(12 * 1024));
      expect(made.ok && (await b.workstation.apply(made.value))).toMatchObject(failed('workstation.disk-full'));
      expect(readFileSync(file).equals(b.original)).toBe(true);
      expect(readdirSync(disk).sort()).toEqual(['pcpos7.conf', 'rest']);
    }),
  );

  it.runIf(canMount)('meets a disk with room for the backup’s first bytes only: the till’s file is not touched', ({ skip }) =>
    onDiskOf('20k', skip, async (disk) => {
      const dataFolder = join(disk, 'data');
      mkdirSync(join(dataFolder, 'pcpos-backups'), { recursive: true });
      const big = Buffer.concat([b.original, Buffer.from('; dopisek\r\n'.repeat(3_000))]);
      writeFileSync(b.file, big);
      const workstation = createWorkstation({ ...b.deps, dataFolder });
      expect(await workstation.apply(await plan())).toMatchObject(failed('workstation.backup-failed'));
      expect(now().equals(big)).toBe(true);
      expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
      expect(readdirSync(join(dataFolder, 'pcpos-backups'))).toEqual([]);
    }),
  );

  it.runIf(canMount)('meets a disk that fills up before any of its steps, old or new and nothing between', ({ skip }) =>
    onDiskOf('64k', skip, async (disk) => {
      const file = join(disk, 'pcpos7.conf');
      const filler = join(disk, 'rest');
      for (let step = 1; ; step++) {
        rmSync(filler, { force: true });
        writeFileSync(file, b.original);
        const made = await b.workstation.plan(disk, b.wanted);
        if (!made.ok) throw new Error(made.error.code);
        let steps = 0;
        const fill = () => {
          steps++;
          if (steps === step) fillUp(filler);
        };
        const files = Object.fromEntries(
          Object.entries(nodeConfigFiles).map(([name, real]) => [
            name,
            async (...args: unknown[]) => {
              fill();
              return (real as (...a: unknown[]) => Promise<unknown>)(...args);
            },
          ]),
        ) as unknown as ConfigFiles;
        const answer = await createWorkstation({ ...b.deps, files }).apply(made.value);
        const standing = digestOf(readFileSync(file));
        expect(standing, `step ${step}`).toBe(answer.ok ? made.value.after.digest : made.value.before.digest);
        expect(readdirSync(disk).filter((name) => name.startsWith('.'))).toEqual([]);
        if (steps < step) break;
      }
    }),
  );

  it.runIf(canMount)('meets a share that is gone between plan and write', ({ skip }) =>
    onDiskOf('64k', skip, async (disk) => {
      writeFileSync(join(disk, 'pcpos7.conf'), b.original);
      const made = await b.workstation.plan(disk, b.wanted);
      let calls = 0;
      const files = {
        ...nodeConfigFiles,
        async create(...args: Parameters<ConfigFiles['create']>) {
          if (args[0].startsWith(disk) && ++calls === 1) spawnSync('umount', ['-l', disk]);
          return nodeConfigFiles.create(...args);
        },
      };
      const answer = made.ok && (await createWorkstation({ ...b.deps, files }).apply(made.value));
      expect(answer).toMatchObject({ ok: false });
      expect(b.workstation.history(join(disk, 'pcpos7.conf'))[0]?.outcome).not.toBe('done');
      expect(readFileSync(b.workstation.history(join(disk, 'pcpos7.conf'))[0]?.backup ?? '').equals(b.original)).toBe(true);
    }),
  );
});

/** Until not one byte more goes in. */
function fillUp(path: string): void {
  const fd = openSync(path, 'a');
  try {
    for (;;) writeSync(fd, Buffer.alloc(4096));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
  } finally {
    closeSync(fd);
  }
}

it('waits for no profile that is a pipe or a device', async () => {
  const pipe = join(b.dataFolder, 'pipe.json');
  spawnSync('mkfifo', [pipe]);
  for (const file of [pipe, '/dev/zero', b.dataFolder, join(b.dataFolder, 'none')])
    expect(loadProfile(file)).toMatchObject(failed('workstation.profile-missing'));
});

it('removes what a finished change left beside the file at the next plan, and what may be another’s work only later', async () => {
  await b.workstation.apply(await plan());
  const { temp } = b.db.prepare('SELECT temp FROM config_change').get() as { temp: string };
  const mine = [temp, `${temp}.back`, temp.replace(/\.tmp$/, '-old.tmp'), temp.replace(/\.tmp$/, '-back-old.tmp')];
  const others = ['.pcpos7.conf.mtechnik-another.tmp', '.pcpos7.conf.mtechnik-another-old.tmp'];
  for (const name of [...mine, ...others]) writeFileSync(join(b.folder, name), 'old');
  await plan();
  expect(readdirSync(b.folder).sort()).toEqual([...others, 'pcpos7.conf'].sort());
});

it('puts the file back that Windows had taken away when everything ended before the new one got its place', async () => {
  const { file, dataFolder, db, deps, original } = b;
  const temp = '.pcpos7.conf.mtechnik-9.tmp';
  createChangeJournal(db).open({
    file,
    kind: 'apply',
    restoredId: null,
    subTicketId: null,
    author: 'Jan Technik',
    changes: [],
    before: digestOf(original),
    after: digestOf(Buffer.from('new')),
    backup: `${digestOf(original)}.conf`,
    temp,
    pid: -1,
    at: '2026-11-23T08:00:00Z',
  });
  writeFileSync(join(b.folder, temp), 'new');
  renameSync(file, join(b.folder, '.pcpos7.conf.mtechnik-9-old.tmp'));
  const notices = await createWorkstation({ ...deps, dataFolder, isAlive: () => false }).recover();
  expect(notices).toMatchObject([{ code: 'workstation.recovered-old' }]);
  expect(now().equals(original)).toBe(true);
  expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
});

it('makes no file that would be too large to be undone', async () => {
  const room = 64 * 1024 * 1024 - b.original.length;
  writeFileSync(b.file, Buffer.concat([b.original, Buffer.alloc(room, '#')]));
  expect(await b.workstation.inspect(b.folder)).toMatchObject({ ok: true });
  const server = `https://mplatform.example/${'x'.repeat(100)}`;
  expect(await b.workstation.plan(b.folder, { ...b.wanted, server })).toMatchObject(failed('workstation.too-large'));
});

it('goes by the next best at once when M/platform withdraws a profile', async () => {
  const ours = { ...defaultProfile, name: 'Dostarczony', section: 'MPlatformNowy', verified: true };
  let delivered: readonly PcPosProfile[] = [ours];
  const workstation = createWorkstation({ ...b.deps, profiles: () => delivered });
  const of = async () => {
    const made = await workstation.plan(b.folder, b.wanted);
    return made.ok ? [made.value.profile.name, made.value.profile.source, made.value.changes[0]?.section] : made.error.code;
  };
  expect(await of()).toEqual(['Dostarczony', 'mplatform', 'MPlatformNowy']);
  delivered = [];
  expect(await of()).toEqual([defaultProfile.name, 'builtin', 'MPlatform']);
});

describe('the way back', () => {
  it('brings back a file that is gone, and the one that was there before', async () => {
    const made = await plan();
    await b.workstation.apply(made);
    rmSync(b.file);
    expect(await b.workstation.inspect(b.folder)).toMatchObject(failed('workstation.not-found'));
    expect(await b.workstation.restore(b.folder)).toMatchObject({ ok: true, value: { changed: true, backup: null } });
    expect(now().equals(b.original)).toBe(true);
    expect(b.workstation.history(b.file)[0]).toMatchObject({ kind: 'restore', before: 'absent', backup: null, outcome: 'done' });
    // That there was no file is no content to go back to.
    expect(await b.workstation.restore(b.file)).toMatchObject({ ok: true, value: { changed: false } });
    rmSync(b.folder, { recursive: true });
    expect(await b.workstation.restore(b.folder)).toMatchObject({ ok: false });
  });

  it('writes over no file that appeared at the same moment', async () => {
    await b.workstation.apply(await plan());
    rmSync(b.file);
    const foreign = Buffer.from('Section: Foreign\r\nEndSection: Foreign\r\n');
    const files = {
      ...nodeConfigFiles,
      async create(...args: Parameters<ConfigFiles['create']>) {
        const created = await nodeConfigFiles.create(...args);
        writeFileSync(b.file, foreign);
        return created;
      },
    };
    expect(await createWorkstation({ ...b.deps, files }).restore(b.folder)).toMatchObject(failed('workstation.changed-since'));
    expect(now().equals(foreign)).toBe(true);
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
  });

  it('brings back every byte, and can itself be undone', async () => {
    const made = await plan();
    await b.workstation.apply(made);
    expect(await b.workstation.restore(b.folder)).toMatchObject({
      ok: true,
      value: { changed: true, digest: digestOf(b.original) },
    });
    expect(now().equals(b.original)).toBe(true);
    await b.workstation.restore(b.folder);
    expect(digestOf(now())).toBe(made.after.digest);
  });

  it('reaches any earlier state by its number', async () => {
    await b.workstation.apply(await plan({ stores: ['1'] }));
    await b.workstation.apply(await plan({ stores: ['2'] }));
    await b.workstation.apply(await plan({ stores: ['3'] }));
    const first = b.workstation.history(b.file).at(-1);
    expect(await b.workstation.restore(b.folder, first?.id)).toMatchObject({ ok: true });
    expect(now().equals(b.original)).toBe(true);
    expect(await b.workstation.restore(b.folder, '99')).toMatchObject(failed('workstation.no-such-change'));
  });

  it('works on a file that is damaged beyond reading', async () => {
    await b.workstation.apply(await plan());
    writeFileSync(b.file, Buffer.alloc(1000));
    expect(await b.workstation.inspect(b.folder)).toMatchObject(failed('workstation.nul-bytes'));
    await b.workstation.restore(b.folder);
    expect(now().equals(b.original)).toBe(true);
  });

  it('trusts no backup that has changed', async () => {
    const made = await plan();
    await b.workstation.apply(made);
    const [change] = b.workstation.history(b.file);
    writeFileSync(change?.backup ?? '', 'something else');
    expect(await b.workstation.restore(b.folder)).toMatchObject(failed('workstation.backup-damaged'));
    expect(digestOf(now())).toBe(made.after.digest);
  });

  it('has nothing to undo on a till never changed', async () => {
    expect(await b.workstation.restore(b.folder)).toMatchObject(failed('workstation.nothing-to-restore'));
  });
});

describe('the history', () => {
  it('says who, when, for which sub-ticket, what, and where the old content is', async () => {
    const made = await plan();
    await b.workstation.apply(made, { subTicketId: 'PZ-1' });
    await b.workstation.restore(b.folder);
    const [restored, applied] = b.workstation.history(b.file);
    expect(applied).toMatchObject({
      kind: 'apply',
      author: 'Jan Technik',
      subTicketId: 'PZ-1',
      before: made.before.digest,
      after: made.after.digest,
      outcome: 'done',
      changes: [{ key: 'Active' }, { key: 'ServerAddress' }, { key: 'ShopIds', from: '12,734', to: '12,734,735' }],
    });
    expect(applied?.at).toMatch(/^2026-11-23T09:00:00/);
    expect(readFileSync(applied?.backup ?? '').equals(b.original)).toBe(true);
    expect(restored).toMatchObject({ kind: 'restore', restoredId: applied?.id, outcome: 'done' });
  });

  it('keeps backups from other users of the machine: they hold the till’s passwords', async () => {
    await b.workstation.apply(await plan());
    const [change] = b.workstation.history(b.file);
    expect(statSync(change?.backup ?? '').mode & 0o777).toBe(0o600);
  });

  it('cannot be rewritten', async () => {
    await b.workstation.apply(await plan());
    expect(() => b.db.prepare('DELETE FROM config_change').run()).toThrow('never deleted');
    expect(() => b.db.prepare("UPDATE config_change SET author = 'X'").run()).toThrow('never edited');
  });
});

describe('what a process that died left in the till’s folder', () => {
  const left = () => readdirSync(b.folder).toSorted();

  it('is swept away when it is old, and nothing else is', async () => {
    const leftovers = ['.pcpos7.conf.mtechnik-try-1.tmp', '.pcpos7.conf.mtechnik-2.tmp', '.pcpos7.conf.mtechnik-2.tmp.back'];
    const others = ['.other.conf.mtechnik-try-1.tmp', '.pcpos7.conf.mtechnik-notes', 'pcpos7.conf.tmp'];
    for (const name of [...leftovers, ...others]) {
      writeFileSync(join(b.folder, name), 'x');
      utimesSync(join(b.folder, name), new Date('2026-11-23T08:00:00Z'), new Date('2026-11-23T08:00:00Z'));
    }
    const young = '.pcpos7.conf.mtechnik-try-3.tmp';
    writeFileSync(join(b.folder, young), 'x');
    utimesSync(join(b.folder, young), new Date('2026-11-23T08:55:00Z'), new Date('2026-11-23T08:55:00Z'));
    await plan();
    expect(left()).toEqual([...others, young, 'pcpos7.conf'].toSorted());
  });
});

describe('recovery', () => {
  const interrupted = (pid: number) =>
    b.db
      .prepare(
        `INSERT INTO config_change (file, kind, author, changes, before_digest, after_digest, backup, temp, pid, started_at)
         VALUES (?, 'apply', 'x', '[]', 'old', 'new', 'old.conf', '.pcpos7.conf.mtechnik-x.tmp', ?, '2026-11-23T09:00:00.000Z')`,
      )
      .run(b.file, pid);

  it('says when the file is neither what it was nor what it should be, and touches it not', async () => {
    interrupted(process.pid);
    writeFileSync(join(b.folder, '.pcpos7.conf.mtechnik-x.tmp'), 'left over');
    expect(await b.workstation.recover()).toMatchObject([{ code: 'workstation.recovered-neither' }]);
    expect(now().equals(b.original)).toBe(true);
    expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
    expect(await b.workstation.recover()).toEqual([]);
  });

  it('leaves a change alone that another living process is making', async () => {
    interrupted(4_000_000);
    const beside = createWorkstation({ ...b.deps, isAlive: () => true });
    expect(await beside.recover()).toEqual([]);
    expect(await beside.apply(await plan())).toMatchObject(failed('workstation.busy'));
    const later = createWorkstation({ ...b.deps, isAlive: () => true, clock: { now: () => Date.UTC(2026, 10, 23, 9, 5) } });
    expect((await later.recover()).length).toBe(1);
  });

  it.runIf(process.platform !== 'darwin')(
    'changes nothing while somebody else on this machine changes the same till',
    async () => {
      const unlock = await systemTillLock(process.platform)(b.file);
      expect(await b.workstation.apply(await plan())).toMatchObject(failed('workstation.busy'));
      expect(now().equals(b.original)).toBe(true);
      expect(b.workstation.history(b.file)).toEqual([]);
      await unlock?.();
      expect(await b.workstation.apply(await plan())).toMatchObject({ ok: true });
    },
  );

  it('asks again next time when the file cannot be reached', async () => {
    interrupted(process.pid);
    const away = createWorkstation({
      ...b.deps,
      files: { ...nodeConfigFiles, read: () => Promise.reject(Object.assign(new Error(), { code: 'EIO' })) },
    });
    expect(await away.recover()).toMatchObject([{ code: 'workstation.recover-unreachable' }]);
    expect((await b.workstation.recover()).length).toBe(1);
  });
});
