import ui from '../resources/translations/en/ui.json' with { type: 'json' };

export { english as sentences } from '../domain/english.ts';
export { ui };
