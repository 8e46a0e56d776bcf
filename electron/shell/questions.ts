import { type BaseWindow, dialog } from 'electron';
import type { WordKey, Words } from '../shared/words.ts';

/** What is asked when something broke: try again, or do without. */
interface Question {
  readonly title: WordKey;
  readonly more: WordKey;
  readonly yes: WordKey;
  readonly no: WordKey;
}

export const CORE_CRASHED: Question = {
  title: 'desktop.dialog.crashed',
  more: 'desktop.dialog.crashedMore',
  yes: 'desktop.dialog.retry',
  no: 'desktop.dialog.quit',
};
export const PAGE_CRASHED: Question = {
  title: 'desktop.dialog.pageGone',
  more: 'desktop.dialog.pageGoneMore',
  yes: 'desktop.dialog.reload',
  no: 'desktop.dialog.quit',
};
export const PAGE_HANGS: Question = {
  title: 'desktop.dialog.pageHangs',
  more: 'desktop.dialog.pageHangsMore',
  yes: 'desktop.dialog.reload',
  no: 'desktop.dialog.wait',
};

/** Asked by the system, over the window, since the page may be what broke. */
export async function ask(window: BaseWindow, words: Words, { title, more, yes, no }: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'M/Technik',
    message: words(title),
    detail: words(more),
    buttons: [words(yes), words(no)],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
