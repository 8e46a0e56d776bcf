import pl from '../resources/translations/pl/ui.json' with { type: 'json' };

/** What the keys of the first screen's texts begin with. */
const FIRST: readonly string[] = [
  'answer.',
  'app.',
  'column.',
  'deadline.',
  'error.',
  'handedOver.close',
  'handedOver.others',
  'handedOver.tooLong',
  'mode.',
  'operations.waitingCount',
  'palette.open',
  'rail.',
  'settings.enrol',
  'shell.',
  'shortcut.',
  'state.',
  'status.',
  'statusBar.',
  'sync.connecting',
  'sync.notEnrolled',
  'sync.offlineSince',
  'sync.online',
  'sync.standsSince',
  'sync.syncing',
  'tickets.',
  'till.',
  'training.banner',
  'unsent.',
  'urgency.',
  'view.',
];

/**
 * The Polish texts that the page has at once. All of them come a moment later, before any part that is not on the first screen
 * (`later.tsx`). Picked in the build (vite.config.ts).
 */
export const firstTexts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(pl).filter(([key]) => FIRST.some((beginning) => key.startsWith(beginning))),
);
