// The packed program does its work under plain Node, from a folder where nothing of the sources is near: what a bundle leaves out, or
// looks for in the wrong place, shows only there.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';

const PATIENCE_MS = 60_000;
/** Of the database's own pages. */
const PAGE = 8192;

/**
 * @param app the archive, unpacked
 * @param work an empty folder
 * @returns what did not work
 */
export async function runPacked(app, work, say) {
  const checks = { 'each file of code': readable, 'the command line': commandLine, 'the window’s calls': window };
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const began = performance.now();
      try {
        say(`${name}, packed: ${await check(app, work)} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
        return [];
      } catch (cause) {
        return [`${name}, packed: ${cause instanceof Error ? cause.message : cause}`];
      }
    }),
  );
  return found.flat();
}

/** Two of one name in a bundle, say: such a file is seen only by whoever starts it. */
async function readable(app) {
  const flags = ['--experimental-vm-modules', '--no-warnings', '--input-type=module'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--eval', READ_EACH, join(app, 'out')]);
  const { read, problems } = JSON.parse(stdout);
  must(problems.length === 0, problems.join('; '));
  return `${read} read`;
}

const READ_EACH = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { SourceTextModule } from 'node:vm';
  const entries = readdirSync(process.argv[1], { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile() && e.name.endsWith('.js')).map((e) => join(e.parentPath, e.name));
  const problems = files.flatMap((file) => {
    try {
      new SourceTextModule(readFileSync(file, 'utf8'));
      return [];
    } catch (cause) {
      return [file + ': ' + cause.message];
    }
  });
  process.stdout.write(JSON.stringify({ read: files.length, problems }));
`;

async function commandLine(app, work) {
  const technik = async (...args) => {
    const file = join(app, 'out', 'core', 'cli.js');
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: work, timeout: PATIENCE_MS });
    return stdout;
  };
  must((await technik('--help')).includes('demo'), 'technik --help');
  must((await technik('probe', '--help')).includes('--handover'), 'technik probe --help');
  const data = join(work, 'demo');
  const report = JSON.parse(await technik('demo', '--json', '--data', data));
  must(report.ok === true, 'technik demo');
  const file = join(work, 'support.zip');
  await technik('diagnostics', '--out', file, '--data', data);
  must(startsWith(file, 'PK'), 'technik diagnostics');
  return `demo in ${report.steps.length} steps, a file for support of ${kilobytes(file)} kB`;
}

/** In training, so that the server which M/Technik brings along, and the till of the training, are started too. */
async function window(app, work) {
  const data = join(work, 'window');
  const database = join(data, 'training', 'technik.db');
  const made = await hosted(app, work, data, async (client) => {
    const rows = await until('tickets of the training', async () => {
      const page = await client.tickets.list({});
      return page.rows.length > 0 && page.rows;
    });
    const sheet = await exported(client);
    must(sheet.subarray(0, 2).toString() === 'PK', 'the list as XLSX');
    const paper = await printed(client, rows);
    must(paper.subarray(0, 5).toString() === '%PDF-', 'a document as PDF');
    // By a thread of its own, some seconds after the start.
    const backups = join(data, 'training', 'backups');
    const kept = await until(
      'the weekly check and its backup',
      () => existsSync(backups) && readdirSync(backups).find((name) => /^technik-\d{4}-\d\d-\d\d\.db$/.test(name)),
    );
    return `${rows.length} tickets in training, XLSX, PDF, ${kept}`;
  });
  must(!startsWith(database, 'SQLite format 3'), 'the database is encrypted');
  damage(database);
  await hosted(app, work, data, async (client) => {
    await until('the word that the database was mended', async () => {
      const { notices } = await client.app.status();
      return notices.some(({ code }) => code === 'database.rebuilt');
    });
    must(readdirSync(join(data, 'training', 'damaged')).length === 1, 'the damaged database is kept');
  });
  return `${made}, a damaged database mended`;
}

async function exported(client) {
  const pieces = [];
  const wanted = { query: {}, columns: ['name', 'nip', 'city'], format: 'xlsx' };
  for await (const event of await client.tickets.export(wanted)) {
    if (event.type === 'failed') throw new Error(event.problem.code);
    if (event.type === 'bytes') pieces.push(Buffer.from(event.base64, 'base64'));
  }
  return Buffer.concat(pieces);
}

async function printed(client, tickets) {
  for (const { id } of tickets) {
    const papers = await client.documents.list({ ticketId: id });
    const [paper] = papers.ok ? papers.value.documents : [];
    if (paper === undefined) continue;
    const made = await client.documents.preview({ ticketId: id, document: paper.document });
    if (made.ok) return Buffer.from(made.value.base64, 'base64');
    throw new Error(made.error.code);
  }
  throw new Error('no ticket has a document');
}

/** The hosted shell with one window, without its browser; ended afterwards as its window ends it. */
async function hosted(app, work, data, use) {
  const shell = spawn(process.execPath, [join(app, 'out', 'core', 'hosted.js'), '--data', data, '--no-open'], {
    cwd: work,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(shell, 'exit');
  try {
    let said = '';
    shell.stdout.on('data', (piece) => {
      said += piece;
    });
    const address = await until('an address', () => /http:\/\/127\.0\.0\.1:\S+\/launch\?\S+/.exec(said)?.[0]);
    const { origin, host } = new URL(address);
    const launched = await fetch(address);
    const cookie = launched.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const key = /#key=([\w-]+)/.exec(await launched.text())?.[1] ?? '';
    const headers = { cookie, origin, 'x-technik-key': key };
    const { token } = await (await fetch(`${origin}/session`, { method: 'POST', headers })).json();
    const socket = new WebSocket(`ws://${host}/rpc`, ['technik', `token.${token}`], { headers: { origin, cookie } });
    await once(socket, 'open');
    try {
      return await use(createORPCClient(new RPCLink({ websocket: socket })));
    } finally {
      socket.terminate();
    }
  } finally {
    shell.kill('SIGTERM');
    await ended;
  }
}

/** Two pages in the middle become noise. */
function damage(file) {
  const pages = Math.floor(statSync(file).size / PAGE);
  const open = openSync(file, 'r+');
  for (const page of [Math.floor(pages / 3), Math.floor(pages / 2)])
    writeSync(open, Buffer.alloc(PAGE, 0x5a), 0, PAGE, page * PAGE);
  closeSync(open);
}

async function until(what, look) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within a minute`);
    await wait(100);
  }
}

function must(kept, what) {
  if (!kept) throw new Error(`${what} failed`);
}

const startsWith = (file, mark) => existsSync(file) && readFileSync(file).subarray(0, mark.length).toString('latin1') === mark;
const kilobytes = (file) => (statSync(file).size / 1e3).toFixed(0);
