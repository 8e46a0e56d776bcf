// `npm run pack`: an unpacked build in dist/, around Electron's own binary.
import { ensureBuilt } from './build.mjs';
import { bin, ensureInstalled, node, run } from './setup.mjs';

ensureInstalled();
if (!ensureBuilt()) process.exit(1);
process.exit(run(node, [bin('electron-builder', 'cli.js'), '--dir', '--publish', 'never', ...process.argv.slice(2)]));
