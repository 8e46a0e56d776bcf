// `npm run technik -- COMMAND`: the command line, also on a fresh clone and from a Node that is too old for it.
import { spawnSync } from 'node:child_process';
import * as module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, node, root } from './setup.mjs';

ensureInstalled();
const cli = join(root, 'electron', 'cli.ts');
const cache = join(root, 'node_modules', '.cache', 'technik');
if (Number(process.versions.napi) >= 10 && process.features.typescript) {
  process.argv[1] = cli;
  // The second time nothing is stripped of its types or compiled anew.
  module.enableCompileCache(cache);
  await import(pathToFileURL(cli).href);
} else {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const { status } = spawnSync(node, [cli, ...process.argv.slice(2)], { stdio: 'inherit', env });
  process.exitCode = status ?? 1;
}
