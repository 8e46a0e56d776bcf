import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { Language } from '../../domain/text.ts';
import type { AppStatus, Mode } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient, useStatus } from '../queries.tsx';
import { GoBack } from '../stopped/go-back.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem, PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { DataHere } from './data-here.tsx';
import { Device } from './device.tsx';
import { Diagnostics } from './diagnostics.tsx';
import { KeptFiles } from './kept-files.tsx';
import { Licences } from './licences.tsx';
import { ScreenLock } from './screen-lock.tsx';
import { TillFolder } from './till-folder.tsx';
import { TrainingRoom } from './training-room.tsx';
import { Update } from './update.tsx';

export function SettingsScreen() {
  const t = useT();
  const status = useStatus();
  if (status === undefined) return <PageSkeleton />;
  return (
    <div className={ui.page}>
      <h1>{t('rail.settings')}</h1>
      <WorkMode status={status} />
      {status.training !== null && <TrainingRoom training={status.training} />}
      <Device status={status} />
      <TillFolder till={status.till} fixed={status.mode === 'training'} />
      <KeptFiles />
      <DataHere status={status} />
      <ScreenLock />
      <Update />
      <Diagnostics />
      <Appearance language={status.language} />
      <p className="dim num">{t('settings.version', { version: status.version })}</p>
      <Licences />
    </div>
  );
}

function WorkMode({ status }: { readonly status: AppStatus }) {
  const t = useT();
  const client = useClient();
  const act = useAct((wish: { readonly mode: Mode; readonly back?: boolean }) => client.app.setMode(wish));
  const other: Mode = status.mode === 'training' ? 'production' : 'training';
  return (
    <Section title={t('settings.mode')}>
      <div>
        <SegmentedControl
          aria-label={t('settings.mode')}
          data={[
            { value: 'training', label: t('mode.training') },
            { value: 'production', label: t('mode.production') },
          ]}
          value={status.mode}
          disabled={act.busy}
          onChange={(mode) => act.run({ mode })}
        />
      </div>
      <p className="dim">{t(status.mode === 'training' ? 'settings.trainingText' : 'settings.productionText')}</p>
      <ActProblem act={act} />
      {act.problem?.code === 'database.newer' && <GoBack busy={act.busy} onSure={() => act.run({ mode: other, back: true })} />}
    </Section>
  );
}

function Appearance({ language }: { readonly language: Language }) {
  const t = useT();
  const client = useClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const act = useAct((value: Language) => client.app.setLanguage({ language: value }));
  return (
    <Section title={t('settings.appearance')}>
      <div className={ui.row}>
        <span id="setting-language">{t('settings.language')}</span>
        <SegmentedControl
          aria-labelledby="setting-language"
          data={[
            { value: 'pl', label: t('language.pl') },
            { value: 'en', label: t('language.en') },
          ]}
          value={language}
          onChange={(value) => act.run(value)}
        />
      </div>
      <div className={ui.row}>
        <span id="setting-scheme">{t('settings.scheme')}</span>
        <SegmentedControl
          aria-labelledby="setting-scheme"
          data={[
            { value: 'auto', label: t('scheme.auto') },
            { value: 'light', label: t('scheme.light') },
            { value: 'dark', label: t('scheme.dark') },
          ]}
          value={colorScheme}
          onChange={setColorScheme}
        />
      </div>
      <ActProblem act={act} />
    </Section>
  );
}
