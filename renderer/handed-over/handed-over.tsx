import { Button, Modal } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { explain } from '../../domain/problem.ts';
import type { HandedOverView } from '../../electron/core/api/handed-over-views.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** The file waits while the person goes there. */
const OTHER_MODE: readonly string[] = ['handover.of-training', 'handover.of-production'];

/** Leads to the sub-ticket whose till made the file; where there is none, or several, it says so. */
export function HandedOver({ next }: { readonly next: HandedOverView }) {
  const [location, navigate] = useLocation();
  const [only, ...others] = next.places;
  const place = others.length === 0 ? only : undefined;
  const led = useRef<string>(undefined);
  useEffect(() => {
    if (place === undefined || led.current === next.id) return;
    led.current = next.id;
    // Its own screen takes it from there.
    navigate(`/tickets/${place.ticketId}/sub-tickets/${place.subTicketId}`);
  }, [place, next.id, navigate]);
  if (place !== undefined) return null;
  // Where the mode is switched, nothing may stand before it.
  if (location === '/settings' && OTHER_MODE.includes(next.problem?.code ?? '')) return <Waits next={next} />;
  return <Question next={next} onSettings={() => navigate('/settings')} />;
}

function Waits({ next: { id, fileName, problem } }: { readonly next: HandedOverView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const close = useAct(() => client.handedOver.done({ id }));
  return (
    <Notice tone="accent">
      <p>
        <strong className="break">{fileName}</strong> {problem !== null && explain(problem, language)}
      </p>
      <div>
        <Button variant="default" size="compact-md" loading={close.busy} onClick={() => close.run(undefined)}>
          {t('handedOver.close')}
        </Button>
      </div>
      <ActProblem act={close} />
    </Notice>
  );
}

function Question({ next, onSettings }: { readonly next: HandedOverView; readonly onSettings: () => void }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { id, fileName, places, problem } = next;
  const close = useAct(() => client.handedOver.done({ id }));
  const choose = useAct((subTicketId: string) => client.handedOver.choose({ id, subTicketId }));
  return (
    <Modal
      opened
      onClose={() => close.run(undefined)}
      title={t('handedOver.title')}
      closeButtonProps={{ 'aria-label': t('handedOver.close') }}
    >
      <div className={ui.stack}>
        <p className="break">{fileName}</p>
        {problem !== null && <p role="alert">{explain(problem, language)}</p>}
        {places.length > 1 && <p>{t('handedOver.which')}</p>}
        {places.map(({ subTicketId, name, city }) => (
          <Button key={subTicketId} variant="default" loading={choose.busy} onClick={() => choose.run(subTicketId)}>
            {t('handedOver.place', { name, city })}
          </Button>
        ))}
        <ActProblem act={choose} />
        <ActProblem act={close} />
        <div className={ui.row}>
          {problem !== null && OTHER_MODE.includes(problem.code) && (
            <Button onClick={onSettings}>{t('handedOver.settings')}</Button>
          )}
          <Button variant="default" loading={close.busy} onClick={() => close.run(undefined)}>
            {t('handedOver.close')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
