import { Button, PasswordInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchTexts, useT } from '../i18n.ts';
import { useAct, useClient, useStatus } from '../queries.tsx';
import { ActProblem, Empty } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Nothing of the work, only the way back to it. */
export function ScreenLocked() {
  const t = useT();
  const { i18n } = useTranslation();
  const client = useClient();
  const language = useStatus()?.language ?? 'pl';
  const [passcode, setPasscode] = useState('');
  const act = useAct(() => client.screen.unlock({ passcode }));
  useEffect(() => {
    void fetchTexts(i18n, language).then(() => i18n.changeLanguage(language));
  }, [i18n, language]);
  return (
    <main className={`${ui.page} ${ui.alone}`}>
      <Empty page icon={<IconLock size={32} aria-hidden />} title={t('screen.title')}>
        <p>{t('screen.text')}</p>
        <form
          className={ui.stack}
          onSubmit={(event) => {
            event.preventDefault();
            act.run(undefined);
            setPasscode('');
          }}
        >
          <PasswordInput
            label={t('screen.passcode')}
            value={passcode}
            onChange={(event) => setPasscode(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          <ActProblem act={act} />
          <div className={ui.row}>
            <Button type="submit" loading={act.busy} disabled={passcode === ''}>
              {t('screen.unlock')}
            </Button>
          </div>
        </form>
      </Empty>
    </main>
  );
}
