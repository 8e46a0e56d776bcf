import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { formatSize } from '../ticket/file-text.ts';
import { AskTwice } from '../ui/ask-twice.tsx';
import { useFocusOnMessage } from '../ui/kept-focus.ts';
import { Copy } from '../ui/parts.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Databases that were put aside whole: how much they take up, where they lie to be copied, and the way to be rid of them. */
export function PutAside({ helpLine }: { readonly helpLine: string }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { data } = useQuery(useApi().aside.list.queryOptions());
  const [removed, setRemoved] = useState(false);
  const act = useAct(
    (names: readonly string[]) => client.aside.remove({ names: [...names] }),
    () => setRemoved(true),
  );
  const list = data?.ok === true ? data.value : [];
  const message = useFocusOnMessage(removed, list.length > 0);
  if (list.length === 0) {
    return removed ? (
      <div ref={message} tabIndex={-1}>
        <Notice tone="ok" live>
          {t('aside.removed')}
        </Notice>
      </div>
    ) : null;
  }
  const size = formatSize(
    list.reduce((sum, { bytes }) => sum + bytes, 0),
    language,
  );
  return (
    <div className={ui.stackTight}>
      <p>{t('aside.kept', { count: list.length, size })}</p>
      <p className="dim">{t('aside.copy')}</p>
      <ul>
        {list.map(({ name, folder, bytes }) => (
          <li key={name}>
            <span className="mono break">{folder}</span> <span className="dim num">{formatSize(bytes, language)}</span>{' '}
            <Copy value={folder} label={t('aside.folder')} />
          </li>
        ))}
      </ul>
      <AskTwice
        start={t('aside.remove')}
        sure={t('aside.sure')}
        no={t('aside.no')}
        grave
        busy={act.busy}
        onSure={() => act.run(list.map(({ name }) => name))}
      >
        <p>{t('aside.question', { count: list.length, size, phone: helpLine })}</p>
      </AskTwice>
      <ActProblem act={act} />
    </div>
  );
}
