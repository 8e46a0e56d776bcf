import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const folder = fileURLToPath(new URL('../.github/workflows', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const { load } = createRequire(import.meta.url)('js-yaml');

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
const workflow = z.object({
  on: z.unknown(),
  permissions,
  jobs: z.record(
    z.string(),
    z.object({
      permissions: permissions.optional(),
      'timeout-minutes': z.number(),
      environment: z.string().optional(),
      needs: z.string().optional(),
      steps: z.array(step),
    }),
  ),
});

const files = readdirSync(folder).map((name) => {
  const text = readFileSync(`${folder}/${name}`, 'utf8');
  return { name, text, flow: workflow.parse(load(text)) };
});
const steps = files.flatMap(({ name, flow }) =>
  Object.entries(flow.jobs).flatMap(([job, { steps: all }]) => all.map((one) => ({ name, job, ...one }))),
);
const one = (name: string) => files.find((file) => file.name === name)?.flow;

describe('each workflow', () => {
  it('runs no action by a name that could come to mean something else', () => {
    const used = files.flatMap(({ text }) => text.split('\n').filter((line) => /\buses:/.test(line)));
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((line) => !/uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('may by itself read the sources at most, and ends', () => {
    for (const { flow } of files) {
      expect(Object.entries(flow.permissions).filter(([what, how]) => what !== 'contents' || how !== 'read')).toEqual([]);
    }
  });

  it('leaves no token in the checked-out folder', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter((s) => s.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  it('puts nothing that a stranger can name into a shell', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(files.filter(({ text }) => text.includes('pull_request_target'))).toEqual([]);
  });

  it('installs by the lock file, and lets no package but the one that must run code of its own', () => {
    const installs = steps.filter(({ run }) => /\bnpm (i|install|ci|rebuild)\b/.test(run ?? '')).map(({ run }) => run);
    expect(new Set(installs)).toEqual(new Set(['npm ci --loglevel=error', 'npm rebuild node --ignore-scripts=false']));
  });
});

describe('a release', () => {
  const flow = one('release.yml');

  it('lets only the job that makes the draft write, and that job runs none of our code', () => {
    const writing = Object.entries(flow?.jobs ?? {}).filter(([, job]) => job.permissions?.contents === 'write');
    expect(writing.map(([name]) => name)).toEqual(['publish']);
    expect(
      flow?.jobs.publish?.steps.some(
        ({ uses, run }) => uses?.startsWith('actions/checkout@') || /\b(npm|node)\b/.test(run ?? ''),
      ),
    ).toBe(false);
  });

  it('is tested, in Electron’s own binary too, before it is packed, and looked at after it was signed', () => {
    const run = flow?.jobs.build?.steps.map((s) => s.run ?? s.uses ?? '') ?? [];
    const at = (what: string): number => run.findIndex((line) => line.includes(what));
    const order = [
      'release-tag',
      'npm ci',
      'npm test',
      'test:electron',
      'npm run release',
      'pack:verify',
      'attest',
      'upload-artifact',
    ].map(at);
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('shows its secrets to the one step that signs', () => {
    const shown = steps.filter(({ env }) => Object.values(env ?? {}).some((value) => value.includes('secrets.')));
    expect(shown.map(({ run }) => run)).toEqual(['npm run release']);
    expect(flow?.jobs.build?.environment).toBe('release');
  });

  it('is a draft with its digests checked', () => {
    const run = flow?.jobs.publish?.steps.map((s) => s.run ?? '').join('\n') ?? '';
    expect(run).toContain('sha256sum --check');
    expect(run).toContain('--draft');
  });
});

it('a file is the same bytes on every system: git on Windows would write other ends of lines, and digests would not hold', () => {
  expect(readFileSync(`${root}/.gitattributes`, 'utf8')).toMatch(/^\* -text$/m);
  const said = execFileSync('git', ['check-attr', 'text', '--', 'packaging/technik.cmd', 'README.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(said.trim().split('\n')).toEqual(['packaging/technik.cmd: text: unset', 'README.md: text: unset']);
});

it('Electron’s window on Linux has a screen and may build its sandbox', () => {
  const driven = steps.filter(({ run }) => run?.includes('test:electron'));
  // Without the build, or a binary, they would be left out and look like a success.
  expect(driven.filter(({ env }) => env?.TECHNIK_ELECTRON_NEEDED !== '1')).toEqual([]);
  const jobs = files.flatMap(({ flow }) => Object.values(flow.jobs)).map(({ steps: all }) => all.map(({ run }) => run ?? ''));
  const windows = jobs.filter((run) => run.some((line) => line.includes('test:electron')));
  expect(windows.length).toBe(2);
  for (const run of windows) {
    const built = run.findIndex((line) => line === 'npm run build' || line === 'npm test');
    const allowed = run.findIndex((line) => line.includes('apparmor_restrict_unprivileged_userns=0'));
    const shown = run.findIndex((line) => line.includes('xvfb-run'));
    expect([built > -1, allowed > built, shown > allowed]).toEqual([true, true, true]);
  }
});

it('a change of dependencies is looked at before it is taken in', () => {
  expect(one('ci.yml')?.jobs.dependencies?.steps.some(({ uses }) => uses?.startsWith('actions/dependency-review-action@'))).toBe(
    true,
  );
});
