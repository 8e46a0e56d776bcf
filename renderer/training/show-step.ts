import { useLocation } from 'wouter';
import type { PracticeNow } from '../../electron/core/api/views.ts';

/** A screen that is read anew may need a moment before its tabs are there. */
const PATIENCE_MS = 5_000;

/** Leads to the screen where a step is done, and opens the tab of the sub-ticket there. */
export function useShowStep(): (step: Pick<PracticeNow, 'route' | 'tab'>) => void {
  const [, navigate] = useLocation();
  return ({ route, tab }) => {
    navigate(route);
    if (tab !== null) openTab(`step-${tab}`);
  };
}

function openTab(id: string): void {
  const open = (): boolean => {
    const tab = document.getElementById(id);
    if (tab === null) return false;
    tab.click();
    tab.scrollIntoView({ block: 'nearest' });
    tab.focus({ preventScroll: true });
    return true;
  };
  const watcher = new MutationObserver(() => {
    if (open()) stop();
  });
  const stop = (): void => {
    watcher.disconnect();
    clearTimeout(timer);
  };
  const timer = setTimeout(stop, PATIENCE_MS);
  // The way there is a render later: the tab of another point of sale may still stand there now.
  requestAnimationFrame(() => {
    if (open()) stop();
    else watcher.observe(document.body, { childList: true, subtree: true });
  });
}
