import type { AppUpdater } from 'electron-updater';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { UpdateOffer, UpdateSource } from '../../core/updates/source.ts';

/** As much of electron-updater as is used; its Windows updater, and in tests the same one on plain Node. */
export type Engine = Pick<AppUpdater, 'checkForUpdates' | 'downloadUpdate' | 'quitAndInstall' | 'on' | 'off'>;
type Settings = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'autoRunAppAfterInstall'
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'disableWebInstaller'
  | 'logger'
>;

/** Everything that it would do by itself is off, and no feed can offer an older version: going back is done by hand. */
export const SETTINGS: Settings = {
  autoDownload: false,
  autoInstallOnAppQuit: false,
  autoRunAppAfterInstall: true,
  allowPrerelease: false,
  allowDowngrade: false,
  disableWebInstaller: true,
  logger: null,
};

/**
 * Whether this copy was told where updates come from, and whom they are signed by. electron-updater installs whatever comes
 * where no publisher is named, so such a copy has no updates at all. Read line by line: what is no plain list of these, as
 * electron-builder writes it, counts as nothing.
 * @param config app-update.yml
 */
export function namesPublisher(config: string): boolean {
  const lines = config.split(/\r?\n/);
  const said = (name: string): string =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const first = lines[lines.findIndex((line) => /^publisherName:\s*$/.test(line)) + 1] ?? '';
  const publisher = /^\s+- \S/.test(first) || /^[^[\]{}]+$/.test(said('publisherName'));
  return said('provider') === 'generic' && /^https:\/\/\S+$/.test(said('url')) && publisher;
}

/** electron-updater as the core knows it. */
export function updateSource(engine: Engine & Partial<Settings>): UpdateSource {
  Object.assign(engine, SETTINGS);
  // Each failure is also the answer of the call that it belongs to; without a listener it would end the process.
  engine.on('error', () => {});
  return {
    async check() {
      try {
        const found = await engine.checkForUpdates();
        if (found === null || !found.isUpdateAvailable) return ok(null);
        const { version, releaseDate, files } = found.updateInfo;
        return ok({ version, releasedAt: instant(releaseDate), bytes: files[0]?.size ?? null } satisfies UpdateOffer);
      } catch (cause) {
        return err(problemOf(cause));
      }
    },
    async download(onProgress) {
      const listener = ({ percent }: { readonly percent: number }): void => onProgress(percent);
      engine.on('download-progress', listener);
      try {
        await engine.downloadUpdate();
        return ok(null);
      } catch (cause) {
        return err(problemOf(cause));
      } finally {
        engine.off('download-progress', listener);
      }
    },
    // Seen, not silent: Windows asks for administrator's rights, and the person should know what for.
    async install(): Promise<Result<null, Problem>> {
      engine.quitAndInstall(false, true);
      return ok(null);
    },
  };
}

const instant = (text: string | undefined): string | null =>
  text === undefined || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();

/** By electron-updater's own codes; what has none of them is the line's. */
function problemOf(cause: unknown): Problem {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: string };
  const evidence = { code: String(code ?? ''), message: String(message ?? cause).slice(0, 300) };
  switch (code) {
    case 'ERR_UPDATER_INVALID_SIGNATURE':
      return problem('update.not-ours', {}, evidence);
    case 'ERR_CHECKSUM_MISMATCH':
      return problem('update.damaged', {}, evidence);
    case 'ERR_UPDATER_INVALID_UPDATE_INFO':
    case 'ERR_UPDATER_INVALID_VERSION':
    case 'ERR_UPDATER_NO_CHECKSUM':
    case 'ERR_UPDATER_NO_FILES_PROVIDED':
    case 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND':
    case 'ERR_UPDATER_WEB_INSTALLER_DISABLED':
      return problem('update.unreadable', {}, evidence);
    default:
      return problem('update.unreachable', {}, evidence);
  }
}
