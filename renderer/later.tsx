import { type ComponentType, lazy, use } from 'react';
import { I18nContext } from 'react-i18next';
import { fetchPolish } from './i18n.ts';

/**
 * Waits, by the nearest `Suspense`, until there is a text for every key.
 * @param meanwhile what can be fetched at the same time
 */
export function useAllTexts(meanwhile?: () => Promise<unknown>): void {
  // Not by `useTranslation`, which gives each drawing another wrapping of them.
  const texts = use(I18nContext)?.i18n;
  const fetching = texts === undefined ? null : fetchPolish(texts);
  if (fetching === null) return;
  meanwhile?.().catch(() => {});
  use(fetching);
}

/** A part of the page that is not on the first screen: its code comes when it is drawn first, and with it all texts. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() })) as ComponentType<P>;
  // biome-ignore lint/correctness/noComponentHookFactories: called at a module's level, once for each part
  return function Later(props: P) {
    useAllTexts(load);
    return <Part {...props} />;
  };
}
