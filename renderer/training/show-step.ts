import { useLocation } from 'wouter';
import type { PracticeNow } from '../../electron/core/api/views.ts';
import { whenThere } from '../ui/when-there.ts';

/** Leads to the screen where a step is done, and opens the tab of the sub-ticket there. */
export function useShowStep(): (step: Pick<PracticeNow, 'route' | 'tab'>) => void {
  const [, navigate] = useLocation();
  return ({ route, tab }) => {
    navigate(route);
    if (tab !== null) openTab(`step-${tab}`);
  };
}

function openTab(id: string): void {
  whenThere(() => {
    const tab = document.getElementById(id);
    if (tab === null) return false;
    tab.click();
    tab.scrollIntoView({ block: 'nearest' });
    tab.focus({ preventScroll: true });
    return true;
  });
}
