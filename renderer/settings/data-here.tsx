import { useState } from 'react';
import type { AppStatus, ForgottenView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { AskTwice } from '../ui/ask-twice.tsx';
import { Section } from '../ui/parts.tsx';
import { SaveFile } from '../ui/save-file.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { PutAside } from './put-aside.tsx';

const HOW = { system: 'forget.encrypted', file: 'forget.keyFile', plain: 'forget.plain' } as const;

/** How data lies on this computer, and the way to be rid of it. */
export function DataHere({ status }: { readonly status: AppStatus }) {
  const t = useT();
  const client = useClient();
  const isTraining = status.mode === 'training';
  const [times, setTimes] = useState(0);
  const [gone, setGone] = useState<ForgottenView | null>(null);
  const left = Number(status.notices.find(({ code }) => code === 'database.left-behind')?.params.count ?? 0);
  const act = useAct(
    async () => {
      const answer = await client.device.forget();
      if (answer.ok) setGone(answer.value);
      return answer;
    },
    () => setTimes((n) => n + 1),
  );
  return (
    <Section title={t('forget.title')}>
      <p className="dim">{t(HOW[status.atRest])}</p>
      {left > 0 && (
        <div className={ui.stackTight}>
          <p>{t('forget.left', { count: left })}</p>
          <SaveFile
            make={(format) => client.app.exportLeft({ format })}
            page={t('forget.leftSave')}
            data={t('forget.leftData')}
            said="file.savedOnly"
          />
        </div>
      )}
      <PutAside helpLine={status.helpLine} />
      {gone !== null && status.device === null && (
        <Notice tone={gone.operatorKnows ? 'ok' : 'warn'} live>
          {t(isTraining ? 'forget.doneTraining' : 'forget.done')}{' '}
          {gone.sealed !== null && t('forget.sealed', { file: gone.sealed })} {!gone.operatorKnows && t('forget.stillListed')}
        </Notice>
      )}
      <AskTwice
        times={times}
        start={t('forget.start')}
        sure={t('forget.sure')}
        no={t('forget.cancel')}
        grave
        busy={act.busy}
        onSure={() => act.run(undefined)}
      >
        <p>{t(isTraining ? 'forget.textTraining' : 'forget.text')}</p>
      </AskTwice>
      <ActProblem act={act} />
    </Section>
  );
}
