import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect } from 'react';
import { later } from '../later.tsx';
import { useApi, useClient } from '../queries.tsx';

const ScreenLocked = later(async () => (await import('./screen-locked.tsx')).ScreenLocked);
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Draws the curtain after a while without the person, where they want one, and shows nothing else until it is opened. */
export function ScreenGate({ children }: { readonly children: ReactNode }) {
  const { data } = useQuery(useApi().screen.state.queryOptions());
  const client = useClient();
  const waits = data?.set === true && !data.locked;
  const minutes = data?.afterMinutes ?? 0;
  useEffect(() => {
    if (!waits) return;
    let timer = 0;
    const begin = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void client.screen.lock().catch(() => {}), minutes * 60_000);
    };
    begin();
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, begin, { passive: true });
    return () => {
      window.clearTimeout(timer);
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, begin);
    };
  }, [waits, minutes, client]);
  if (data?.locked !== true) return children;
  return (
    <Suspense>
      <ScreenLocked />
    </Suspense>
  );
}
