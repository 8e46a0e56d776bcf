// `npm run pack:check`: packs around a stand-in for Electron, then looks at what came out. Runs on Node 20.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, node, root } from './setup.mjs';

ensureInstalled();
if (!ensureBuilt()) process.exit(1);
const { status } = spawnSync(node, [join(root, 'scripts', 'pack-check-packed.mjs')], { stdio: 'inherit' });
process.exit(status ?? 1);
