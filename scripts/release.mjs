// `npm run release`: the installers of this system in dist/, with a list of what is in them and a list of digests. Publishes nothing.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, root, say } from './setup.mjs';

ensureInstalled();
if (!ensureBuilt()) process.exit(1);
const { ReleaseRefused, releaseConfig } = await import('./release-config.mjs');
const { build, Platform } = await import('electron-builder');
const dist = join(root, 'dist');

try {
  rmSync(dist, { recursive: true, force: true });
  const config = releaseConfig(process.env, process.platform);
  say(config.forceCodeSigning === true ? 'Signed.' : 'Not signed: there is no certificate.');
  await build({ projectDir: root, targets: Platform.current().createTarget(), publish: 'never', config });
  writeDigests();
} catch (cause) {
  if (!(cause instanceof ReleaseRefused)) throw cause;
  say(cause.message);
  process.exitCode = 1;
}

/** As `sha256sum --check` reads it. */
function writeDigests() {
  const files = readdirSync(dist, { withFileTypes: true }).filter((e) => e.isFile() && !/^builder-|\.txt$/.test(e.name));
  const digest = (name) =>
    createHash('sha256')
      .update(readFileSync(join(dist, name)))
      .digest('hex');
  const lines = files.map(({ name }) => `${digest(name)}  ${name}\n`).sort();
  writeFileSync(join(dist, `SHA256SUMS-${process.platform}.txt`), lines.join(''));
}
