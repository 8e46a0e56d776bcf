import { type ReactNode, Suspense, useEffect, useState } from 'react';
import type { StoppedView } from '../../electron/core/api/startup-contract.ts';
import { later } from '../later.tsx';
import { useClient, useConnected } from '../queries.tsx';

const StoppedScreen = later(async () => (await import('./stopped-screen.tsx')).StoppedScreen);

/** Everything else, unless the program could not open its data: then why, and a way on. */
export function StoppedGate({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const up = useConnected();
  const [stopped, setStopped] = useState<StoppedView | null>(null);
  useEffect(() => {
    if (!up) return;
    let gone = false;
    // A line that breaks meanwhile comes again, and is asked again.
    client.startup.state().then(
      (state) => {
        if (!gone) setStopped(state);
      },
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [client, up]);
  if (stopped === null) return children;
  return (
    <Suspense>
      <StoppedScreen stopped={stopped} onChange={setStopped} />
    </Suspense>
  );
}
