import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** Every fuse on purpose; one that a newer Electron brings fails the build until somebody decides. */
export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The interface comes over app://; file:// needs no more rights than on the web.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** The executable of a packed build. */
export function executable(context) {
  const name = context.packager.appInfo.productFilename;
  switch (context.electronPlatformName) {
    case 'win32':
      return join(context.appOutDir, `${name}.exe`);
    case 'darwin':
      return join(context.appOutDir, `${name}.app`);
    default:
      return join(context.appOutDir, context.packager.executableName);
  }
}

/** Run by electron-builder between packing and signing, so that a signature covers it. */
// biome-ignore lint/style/noDefaultExport: electron-builder calls it
export default async function afterPack(context) {
  await flipFuses(executable(context), FUSES);
  if (context.electronPlatformName === 'darwin') return;
  const outside = readdirSync(join(context.appOutDir, 'resources', 'app.asar.unpacked'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
  if (outside.length !== 1 || !outside[0].endsWith('.node')) throw new Error(`Outside the archive: ${outside.join(', ')}`);
}
