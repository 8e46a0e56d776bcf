import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import type { ClosingCondition, ClosingConditionCode } from '../../domain/closing.ts';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { type Translate, type UiKey, useT } from '../i18n.ts';
import { ActButton } from '../ticket/actions.tsx';
import { showSection } from '../ui/when-there.ts';
import { metAt, type Step } from './step.ts';

/** Which section of the screen a condition is met in, where the screen has more than one. */
const sections: Readonly<Partial<Record<ClosingConditionCode, UiKey>>> = {
  documents: 'ticket.documents',
  note: 'ticket.notes',
  training: 'trained.title',
  invoice: 'invoice.title',
};

/** The way to where a condition of the gate is met, down to the field. */
export function Way(props: {
  readonly condition: Extract<ClosingCondition, { readonly met: false }>;
  readonly name: string;
  readonly view: SubTicketView;
  readonly onStep: (step: Step) => void;
}) {
  const t = useT();
  const [, navigate] = useLocation();
  const { view, onStep } = props;
  const { code } = props.condition;
  const place = metAt(code);
  if (place === 'top') return <TakeOrResume view={view} />;
  const go = (): void => {
    if (place === null) navigate(`/tickets/${view.ticket.id}`);
    else onStep(place);
    const section = sections[code];
    if (section !== undefined) showSection(t(section));
  };
  const word = wordOf(props.condition, t);
  return (
    <Button variant="default" onClick={go} aria-label={t('closing.goTo', { word, name: props.name })}>
      {word}
    </Button>
  );
}

/** What the button says: the thing itself, where it is one. */
function wordOf({ code, reason }: Extract<ClosingCondition, { readonly met: false }>, t: Translate): string {
  if (code === 'note') return t('closing.addNote');
  if (code !== 'documents') return t('action.go');
  return t(reason.code === 'documents.missing' ? 'closing.attachDocuments' : 'closing.export');
}

function TakeOrResume({ view: { subTicket, actions } }: { readonly view: SubTicketView }) {
  const kind = (['subTicket.take', 'subTicket.resume'] as const).find((one) => actions.some((a) => a.kind === one && a.allowed));
  return kind === undefined ? null : <ActButton kind={kind} target={subTicket.id} variant="default" />;
}
