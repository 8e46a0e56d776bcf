import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The command as it is typed, in a process of its own. */
const script = `
  import { Command } from 'commander';
  import { createCliContext } from './electron/cli/context.ts';
  import { mplatformCommand } from './electron/cli/mplatform.ts';
  const program = new Command().option('--json').option('--data <dir>');
  program.addCommand(mplatformCommand((c) => createCliContext({ json: c.optsWithGlobals().json === true, data: undefined })).option('--data <dir>').option('--json'));
  await program.parseAsync(['node', 'technik', ...process.argv.slice(1)]);
`;
const run = (...args: string[]): ChildProcess =>
  spawn(process.execPath, ['--input-type=module', '-e', script, '--', 'mplatform', ...args]);

async function ended(child: ChildProcess): Promise<{ code: number; said: string; complained: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout?.on('data', (chunk) => out.push(String(chunk)));
  child.stderr?.on('data', (chunk) => err.push(String(chunk)));
  const [code] = await once(child, 'close');
  return { code, said: out.join(''), complained: err.join('') };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'technik-mplatform-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.each(['SIGINT', 'SIGTERM'] as const)('prints its address, serves, and stops gracefully on %s', async (signal) => {
  const child = run('--port', '0', '--data', folder, '--seed', 'training');
  const finished = ended(child);
  const [line] = await once(child.stdout ?? child, 'data');
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0];
  expect((await fetch(`${address}/generate_204`)).status).toBe(204);
  child.kill(signal);
  expect(await finished).toMatchObject({
    code: 0,
    said: `M/platform działa pod adresem ${address}\nM/platform zatrzymana.\n`,
    complained: '',
  });
});

it('prints one JSON document and nothing else when asked to', async () => {
  const child = run('--port', '0', '--data', folder, '--json');
  const finished = ended(child);
  await once(child.stdout ?? child, 'data');
  child.kill('SIGTERM');
  expect(JSON.parse((await finished).said)).toEqual({ address: expect.stringMatching(/^http:/), port: expect.any(Number) });
});

it('does not start a second time on the same folder', async () => {
  const first = run('--port', '0', '--data', folder);
  const finished = ended(first);
  await once(first.stdout ?? first, 'data');
  const second = await ended(run('--port', '0', '--data', folder));
  expect(second).toMatchObject({ code: 2, said: '' });
  expect(second.complained).toContain('mplatform.runs-already');
  first.kill('SIGTERM');
  expect((await finished).code).toBe(0);
});

describe('ends with 2 and one clear sentence', () => {
  const refused = async (...args: string[]) => {
    const { code, said, complained } = await ended(run(...args));
    expect([code, said, complained.trimEnd().split('\n').length]).toEqual([2, '', 1]);
    return complained;
  };

  it('for a port that is none', async () => {
    for (const port of ['x', '70000', '-1', '80.5']) {
      expect(await refused(`--port=${port}`, '--data', folder)).toContain(`„${port}” nie jest numerem portu`);
    }
  });

  it('for a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await refused('--port', String(port), '--data', folder)).toContain(`Port ${port} jest zajęty przez inny program.`);
    other.close();
  });

  it('for a database that is none, a seed that is none, and no folder', async () => {
    await writeFile(join(folder, 'mplatform.db'), 'To nie jest baza danych, tylko notatka.'.repeat(100));
    expect(await refused('--port', '0', '--data', folder)).toContain(
      `Baza danych ${join(folder, 'mplatform.db')} jest uszkodzona.`,
    );
    expect(await refused('--port', '0', '--data', folder, '--seed', 'x')).toContain('Nie ma zestawu danych „x”.');
    expect(await refused('--port', '0')).toContain('--data FOLDER');
  });
});
