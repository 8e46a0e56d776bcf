import ui from '../resources/translations/pl/ui.json' with { type: 'json' };
import type { UiKey } from './i18n.ts';

export { polish as sentences } from '../domain/polish.ts';
export { ui };

/** For texts named by what comes from the core, which may be newer than this list. */
export const isUiKey = (key: string): key is UiKey => Object.hasOwn(ui, key);
