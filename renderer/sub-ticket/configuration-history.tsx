import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ConfigChangeView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

export function ConfigurationHistory() {
  const t = useT();
  const { data } = useQuery(useApi().till.history.queryOptions());
  if (data === undefined || data.length === 0) return null;
  return (
    <Section title={t('configuration.history')} flush>
      <ul className={ui.rows}>
        {data.map((change) => (
          <Item key={change.id} change={change} />
        ))}
      </ul>
    </Section>
  );
}

function Item({ change }: { readonly change: ConfigChangeView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const at = formatInstant(change.at, language);
  const undo = useAct(() => client.till.restore({ id: change.id }));
  return (
    <li>
      <div className={ui.row}>
        <div className={ui.grow}>
          <strong className="break">{change.changes.map(({ key, from, to }) => `${key}: ${from ?? '–'} → ${to}`).join('; ')}</strong>
          <br />
          <span className="dim num">
            {at}, {change.author} · <span className="mono">{change.after.slice(0, 12)}</span>
          </span>
        </div>
        <Button
          variant="default"
          loading={undo.busy}
          onClick={() => undo.run(undefined)}
          aria-label={t('configuration.undoOf', { at })}
        >
          {t('configuration.undo')}
        </Button>
      </div>
      <ActProblem act={undo} />
    </li>
  );
}
