import { Button } from '@mantine/core';
import { IconDatabaseOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain, type Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { StoppedView } from '../../electron/core/api/startup-contract.ts';
import { fetchTexts, useT } from '../i18n.ts';
import { useClient } from '../queries.tsx';
import { AskTwice } from '../ui/ask-twice.tsx';
import { useKeptFocus } from '../ui/kept-focus.ts';
import { Copy, Fact, Facts } from '../ui/parts.tsx';
import { Empty } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { GoBack } from './go-back.tsx';
import { LostKey } from './lost-key.tsx';

/** The data could not be opened: what is the matter, that nothing is lost, and what can be done. */
export function StoppedScreen({
  stopped,
  onChange,
}: {
  readonly stopped: StoppedView;
  readonly onChange: (now: StoppedView) => void;
}) {
  const t = useT();
  const { i18n } = useTranslation();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const retry = useKeptFocus(busy);
  const { language, problem, dataFolder, canSetAside } = stopped;
  useEffect(() => {
    void fetchTexts(i18n, language).then(() => i18n.changeLanguage(language));
  }, [i18n, language]);

  async function attempt(call: () => Promise<Result<null, Problem>>): Promise<void> {
    setBusy(true);
    const answer = await call().catch(() => null);
    setBusy(false);
    // The page begins anew with the program that now runs.
    if (answer?.ok) window.location.reload();
    else if (answer !== null) onChange({ ...stopped, problem: answer.error });
  }

  // What brings everything back stands before what begins anew.
  const first = stopped.support?.possible === true;
  const setAside = canSetAside && (
    <AskTwice
      start={t('stopped.setAside')}
      sure={t('stopped.setAsideSure')}
      no={t('stopped.cancel')}
      grave
      busy={busy}
      onAsking={setAsking}
      onSure={() => void attempt(() => client.startup.setAside())}
    >
      <p>{t('stopped.setAsideText')}</p>
    </AskTwice>
  );
  return (
    <main className={`${ui.page} ${ui.alone}`}>
      <Empty
        page
        icon={<IconDatabaseOff size={32} aria-hidden />}
        title={t(problem.code === 'app.runs-already' ? 'stopped.runs' : 'stopped.title')}
      >
        <p role="alert">
          {explain(problem, language)} <span className={ui.code}>{problem.code}</span>
        </p>
        <p>{t(problem.code === 'app.runs-already' ? 'stopped.runsText' : 'stopped.safe')}</p>
        {stopped.canGoBack && <GoBack primary busy={busy} onSure={() => void attempt(() => client.startup.goBack())} />}
        <div className={ui.row}>
          <Button
            ref={retry}
            variant={asking || stopped.canGoBack ? 'default' : 'filled'}
            loading={busy}
            onClick={() => void attempt(() => client.startup.retry())}
          >
            {t('stopped.retry')}
          </Button>
        </div>
        {!first && setAside}
      </Empty>
      {stopped.support !== null && <LostKey support={stopped.support} onTaken={() => window.location.reload()} />}
      {first && setAside}
      <Facts>
        <Fact label={t('stopped.folder')} wide>
          <span className="mono">{dataFolder}</span> <Copy value={dataFolder} label={t('stopped.folder')} />
        </Fact>
      </Facts>
    </main>
  );
}
