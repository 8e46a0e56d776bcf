import { Button, TextInput } from '@mantine/core';
import { IconFolderSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TillStatus } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { type Act, useAct, useApi, useClient } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActProblem, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

export function TillFolder({ till, fixed }: { readonly till: TillStatus; readonly fixed: boolean }) {
  const t = useT();
  return (
    <Section title={t('settings.till')}>
      <Facts>
        <Fact label={t('settings.tillFolder')}>
          <span className="mono">{till.folder ?? t('till.notFound')}</span>
        </Fact>
        <Fact label={t('settings.tillRunning')}>
          {till.running === null ? t('till.unknown') : t(till.running ? 'till.running' : 'till.stopped')}
        </Fact>
        <Fact label={t('configuration.server')}>{till.server}</Fact>
        <Fact label={t('configuration.stores')}>{till.stores.join(', ')}</Fact>
      </Facts>
      {till.problem !== null && <ProblemNotice problem={till.problem} tone="warn" />}
      {fixed ? <p className="dim">{t('settings.tillInTraining')}</p> : <Choose folder={till.folder} />}
    </Section>
  );
}

function Choose(props: { readonly folder: string | null }) {
  const t = useT();
  const client = useClient();
  const [folder, setFolder] = useState(props.folder ?? '');
  const choose = useAct((path: string) => client.till.choose({ path }));
  return (
    <>
      <form
        className={ui.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (folder.trim() !== '') choose.run(folder.trim());
        }}
      >
        <TextInput
          className={ui.grow ?? ''}
          label={t('settings.chooseFolder')}
          description={t('settings.chooseFolderHint')}
          maxLength={1000}
          value={folder}
          onChange={(event) => setFolder(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={choose.busy} disabled={folder.trim() === ''}>
          {t('settings.useFolder')}
        </Button>
      </form>
      <Found choose={choose} />
      <ActProblem act={choose} />
    </>
  );
}

function Found({ choose }: { readonly choose: Act<string> }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const found = useQuery(useApi().till.find.queryOptions({ enabled: asked }));
  return (
    <>
      <div>
        <Button
          variant="default"
          leftSection={<IconFolderSearch size={16} aria-hidden />}
          loading={found.isFetching}
          onClick={() => (asked ? void found.refetch() : setAsked(true))}
        >
          {t('settings.findTill')}
        </Button>
      </div>
      {found.data?.length === 0 && <p role="status">{t('settings.noneFound')}</p>}
      <ul>
        {found.data?.map((place) => (
          <li key={place.folder} className={ui.row}>
            <span className={`${ui.grow} mono break`}>{place.folder}</span>
            <span className="dim">
              {place.version !== null && `PC-POS ${place.version} · `}
              {place.source}
            </span>
            <Button
              variant="default"
              aria-label={t('settings.useFolderNamed', { folder: place.folder })}
              onClick={() => choose.run(place.folder)}
            >
              {t('settings.useFolder')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
