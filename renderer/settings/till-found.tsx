import { Button, Skeleton } from '@mantine/core';
import { IconCircleCheck, IconFolderSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type UiKey, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import styles from './settings.module.css';

const sources: Readonly<Record<string, UiKey>> = {
  registry: 'settings.sourceRegistry',
  usual: 'settings.sourceUsual',
  chosen: 'settings.sourceChosen',
};

interface Props {
  readonly current: string | null;
  /** Of the current one, where more is known than what finding it told. */
  readonly version: string | null;
  readonly fixed: boolean;
}

/** Where PC-POS lies on this machine. In training only the practice till is there, and cannot be changed. */
export function FoundFolders({ current, version: currentVersion, fixed }: Props) {
  const t = useT();
  const client = useClient();
  const found = useQuery(useApi().till.find.queryOptions());
  const choose = useAct((path: string) => client.till.choose({ path }));
  return (
    <div>
      <div className={ui.bar}>
        <h3>{t('settings.found')}</h3>
        <Button
          variant="default"
          leftSection={<IconFolderSearch size={16} aria-hidden />}
          loading={found.isFetching}
          onClick={() => void found.refetch()}
        >
          {t('settings.findTill')}
        </Button>
      </div>
      {found.data === undefined && <Skeleton h={40} />}
      {found.data?.length === 0 && <p role="status">{t('settings.noneFound')}</p>}
      <ul className={styles.found}>
        {found.data?.map((place) => {
          const version = place.version ?? (place.folder === current ? currentVersion : null);
          const source = fixed ? 'settings.sourceTraining' : sources[place.source];
          return (
            <li key={place.folder} className={ui.row}>
              <span className={ui.grow}>
                <span className="mono break">{place.folder}</span>
                <br />
                <span className="dim">
                  {version === null ? t('settings.versionUnknown') : `PC-POS ${version}`}
                  {source !== undefined && ` · ${t(source)}`}
                </span>
              </span>
              {place.folder === current ? (
                <Pill icon={IconCircleCheck} tone="ok">
                  {t('settings.inUse')}
                </Pill>
              ) : (
                <Button
                  variant="default"
                  loading={choose.busy}
                  aria-label={t('settings.useFolderNamed', { folder: place.folder })}
                  onClick={() => choose.run(place.folder)}
                >
                  {t('settings.useFolder')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <ActProblem act={choose} />
      {fixed && <p className="dim">{t('settings.tillInTraining')}</p>}
    </div>
  );
}
