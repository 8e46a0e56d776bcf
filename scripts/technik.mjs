// `npm run technik -- COMMAND`: the command line, also on a fresh clone and from a Node that is too old for it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, node, root } from './setup.mjs';

ensureInstalled();
const cli = join(root, 'electron', 'cli.ts');
if (Number(process.versions.napi) >= 10 && process.features.typescript) {
  process.argv[1] = cli;
  await import(pathToFileURL(cli).href);
} else {
  const { status } = spawnSync(node, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
