import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { type Call, calls } from '../../mplatform/contract/index.ts';
import { folderShelf } from '../../mplatform/server/files-folder.ts';
import { openKeys } from '../../mplatform/server/keys.ts';
import { routes as pages } from '../../mplatform/server/operator-page/routes.ts';
import { STYLE_ADDRESS } from '../../mplatform/server/operator-page/style.ts';
import { createServer } from '../../mplatform/server/server.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { tempFolder } from '../support/temp.ts';

/** What is served beside the calls of the contract and the operator's pages; each says nothing of anybody. */
const BESIDE = ['OPTIONS /v1/files', `GET ${STYLE_ADDRESS}`];

const SERVER = join(import.meta.dirname, '..', '..', 'mplatform', 'server');
/** A dealer or a device held against another one: who may see what. */
const COMPARED = /\b(dealerId|deviceId)\b\)?\s*[!=]==|[!=]==\s*[\w.#?]*\b(dealerId|device\.id)\b/;

it('who may see what is decided in one place: no other file of the server holds dealers or devices against each other', () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/test|seed|visibility\.ts$|^store|^operator/.test(name),
  );
  expect(files.length).toBeGreaterThan(30);
  const found = files.flatMap((name) =>
    readFileSync(join(SERVER, name), 'utf8')
      .split('\n')
      .flatMap((line) => (COMPARED.test(line) ? [`${name}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});

/** Every method and path that is served, out of the tree as it is printed. */
function served(tree: string): readonly string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^(.*?)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (found === null) return [];
    const [, indent = '', part = '', methods] = found;
    const depth = indent.length / 4;
    above.length = depth;
    above[depth] = part;
    return (methods ?? '').split(', ').flatMap((method) => (method === '' ? [] : [`${method} ${above.join('')}`]));
  });
}

it('nothing is served that no list names: what is not in the contract or among the operator’s pages is tried by nobody', async () => {
  const folder = tempFolder('routes-');
  const keys = openKeys(join(folder, 'keys'));
  if (!keys.ok) throw new Error(keys.error.code);
  const shelf = folderShelf(join(folder, 'files'));
  const { app } = await createServer({
    store: { onCommit: () => () => undefined } as unknown as Store,
    clock: systemClock,
    keys: keys.value,
    files: shelf,
    shelf,
    version: '1',
    operatorPage: { ownAddress: () => '' },
  });
  await app.ready();
  const named = [
    ...Object.values(calls as Record<string, Call>).map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    ...pages.map(({ method, path }) => `${method} /operator${path}`),
    'GET /operator',
    ...BESIDE,
  ];
  const all = served(app.printRoutes({ commonPrefix: false }));
  // Fastify answers HEAD where there is GET, by the same handler.
  const own = all.filter(
    (route) => !route.startsWith('HEAD ') || named.includes(route) || !all.includes(route.replace('HEAD', 'GET')),
  );
  expect([...own].sort()).toEqual([...new Set(named)].sort());
  await app.close();
});
