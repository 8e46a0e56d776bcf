import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { TakenAway } from '../../electron/core/api/views.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { SaveUnsent } from './export.tsx';
import { goneText, placeLink, placeText } from './words.ts';

const SHOWN = 3;

/** Tickets that went away; where there are many, the first few. */
export function TakenAwayNotices({ gone }: { readonly gone: readonly TakenAway[] }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const more = gone.length - SHOWN;
  return (
    <>
      {(all ? gone : gone.slice(0, SHOWN)).map((one) => (
        <TakenAwayNotice key={one.place.ticketId} gone={one} />
      ))}
      {!all && more > 0 && (
        <div>
          <Button variant="default" onClick={() => setAll(true)}>
            {t('takenAway.more', { count: more })}
          </Button>
        </div>
      )}
    </>
  );
}

/** A ticket that went away while it was worked on: why, and that what was done is still here. */
function TakenAwayNotice({ gone }: { readonly gone: TakenAway }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const read = useAct(() => client.inbox.readTakenAway({ ticketId: gone.place.ticketId }));
  return (
    <Notice tone="warn">
      <span>
        <strong>{placeText(t, gone.place)}</strong>
        <br />
        {goneText(gone.reason, language)} {gone.done > 0 && t('takenAway.done', { count: gone.done })}{' '}
        {gone.undecided > 0 && t('takenAway.undecided', { count: gone.undecided })}
      </span>
      <div className={ui.row}>
        <Button component={Link} href={placeLink(gone.place)} variant="default">
          {t('takenAway.show')}
        </Button>
        {gone.done > 0 && <SaveUnsent ticketId={gone.place.ticketId} />}
        <Button variant="subtle" color="gray" loading={read.busy} onClick={() => read.run(undefined)}>
          {t('takenAway.read')}
        </Button>
      </div>
      <ActProblem act={read} />
    </Notice>
  );
}
