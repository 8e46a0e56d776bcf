import type { Notification } from 'electron';

/** The part of Electron's `Notification` that is used. */
export type Shown = Pick<Notification, 'show'> & { on(event: 'close' | 'click' | 'failed', listener: () => void): unknown };

export interface NotifierDeps {
  isSupported(): boolean;
  make(options: { readonly title: string; readonly body: string }): Shown;
  /** The person clicked it. */
  clicked(): void;
}

/** Windows cuts off what is longer, in the middle of a word. Letters. */
const LONGEST = { title: 60, body: 250 };
/** So many can be on the screen and in the system's list. */
const KEPT = 20;

/** At the end of a word, where there is one. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const words = text.slice(0, longest).split(' ');
  return `${words.length > 1 ? words.slice(0, -1).join(' ') : text.slice(0, longest - 1)}…`;
}

/** Kept in sight until they are gone: a notification that nobody holds any more hears no click. */
export function createNotifier({ isSupported, make, clicked }: NotifierDeps): (title: string, body: string) => void {
  const shown = new Set<Shown>();
  return (title, body) => {
    // What it would say stands in the window, too.
    if (!isSupported()) return;
    const notification = make({ title: cut(title, LONGEST.title), body: cut(body, LONGEST.body) });
    const [oldest] = shown;
    if (oldest !== undefined && shown.size >= KEPT) shown.delete(oldest);
    shown.add(notification);
    notification.on('close', () => shown.delete(notification));
    notification.on('failed', () => shown.delete(notification));
    notification.on('click', () => {
      shown.delete(notification);
      clicked();
    });
    notification.show();
  };
}
