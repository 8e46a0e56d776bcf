import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ConfigChangeView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

export function ConfigurationHistory() {
  const t = useT();
  const { data } = useQuery(useApi().till.history.queryOptions());
  if (data === undefined || data.length === 0) return null;
  // Each undo is a change itself, so the way back leads through the newest one.
  const undoable = data.find((change) => change.outcome === 'done' || change.outcome === 'unclear')?.id;
  return (
    <Section title={t('configuration.history')} flush>
      <ul className={ui.rows}>
        {data.map((change) => (
          <Item key={change.id} change={change} undoable={change.id === undoable} />
        ))}
      </ul>
    </Section>
  );
}

const kinds: Readonly<Record<ConfigChangeView['kind'], UiKey>> = {
  apply: 'configuration.applied',
  restore: 'configuration.undone',
};
/** A change that went well needs no word. */
const outcomes: Readonly<Record<ConfigChangeView['outcome'], UiKey | null>> = {
  done: null,
  open: 'configuration.outcomeOpen',
  undone: 'configuration.outcomeUndone',
  unclear: 'configuration.outcomeUnclear',
};

function Item({ change, undoable }: { readonly change: ConfigChangeView; readonly undoable: boolean }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const at = formatInstant(change.at, language);
  const outcome = outcomes[change.outcome];
  const undo = useAct(() => client.till.restore({ id: change.id }));
  return (
    <li>
      <div className={ui.row}>
        <div className={ui.grow}>
          <strong>{t(kinds[change.kind])}</strong> {outcome !== null && <span className="dim">({t(outcome)})</span>}
          <ul className="mono break">
            {change.changes.map(({ key, from, to }) => (
              <li key={key}>
                {key}: {from ?? t('configuration.none')} → {to}
              </li>
            ))}
          </ul>
          <span className="dim num">
            {at}, {change.author} · <span className="mono">{change.after.slice(0, 12)}</span>
          </span>
        </div>
        {undoable && (
          <Button
            variant="default"
            loading={undo.busy}
            onClick={() => undo.run(undefined)}
            aria-label={t('configuration.undoOf', { at })}
          >
            {t('configuration.undo')}
          </Button>
        )}
      </div>
      <ActProblem act={undo} />
    </li>
  );
}
