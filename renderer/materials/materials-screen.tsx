import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconBooks, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MaterialsView, MaterialView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useApi, useClient, useStatus } from '../queries.tsx';
import { matches } from '../quote/fold.ts';
import { ActProblem, Empty, Notice, PageSkeleton, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { MaterialRow } from './material-row.tsx';
import styles from './materials.module.css';

/** *Materiały szkoleniowe*: kept on this computer, to be read in a shop without a line. */
export function MaterialsScreen() {
  const { data } = useQuery(useApi().materials.list.queryOptions());
  if (data === undefined) return <PageSkeleton />;
  if (!data.ok) return <ProblemNotice problem={data.error} />;
  return <Materials view={data.value} />;
}

const wordsOf = ({ title, description, pcposVersions }: MaterialView): string => [title, description, ...pcposVersions].join(' ');

function Materials({ view }: { readonly view: MaterialsView }) {
  const t = useT();
  const [search, setSearch] = useState('');
  const [onlyMine, setOnlyMine] = useState(true);
  const { materials, pcposVersion } = view;
  const others = materials.filter(({ fits }) => !fits).length;
  const mayChoose = pcposVersion !== null && others > 0;
  const found = materials.filter((one) => matches(wordsOf(one), search) && (one.fits || !onlyMine || !mayChoose));
  return (
    <article className={ui.page}>
      <h1>{t('materials.title')}</h1>
      <p className="dim">{t('materials.text')}</p>
      {materials.length === 0 ? (
        <None heard={view.heard} />
      ) : (
        <>
          <Coming materials={materials} />
          <div className={styles.tools}>
            <TextInput
              className={ui.grow ?? ''}
              type="search"
              label={t('materials.search')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search}
              maxLength={100}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            {mayChoose && (
              <SegmentedControl
                aria-label={t('materials.which')}
                value={onlyMine ? 'mine' : 'all'}
                onChange={(value) => setOnlyMine(value === 'mine')}
                data={[
                  { value: 'mine', label: t('materials.forThis', { version: pcposVersion }) },
                  { value: 'all', label: t('materials.all', { count: materials.length }) },
                ]}
              />
            )}
          </div>
          <p className={`${ui.saved} dim`} role="status">
            {search.trim() === '' ? '' : t('materials.found', { count: found.length })}
          </p>
          {found.length > 0 && (
            <ul className={styles.list}>
              {found.map((one) => (
                <MaterialRow key={one.id} material={one} />
              ))}
            </ul>
          )}
        </>
      )}
    </article>
  );
}

/** How many are here, and what the others wait for. */
function Coming({ materials }: { readonly materials: readonly MaterialView[] }) {
  const t = useT();
  const client = useClient();
  const offline = useStatus()?.sync.state === 'offline';
  const act = useAct(() => client.materials.fetch());
  const here = materials.filter(({ state }) => state === 'here').length;
  const failed = materials.filter(({ state }) => state === 'failed').length;
  if (here === materials.length) return <Notice tone="ok">{t('materials.allHere', { count: here })}</Notice>;
  const stands = !offline && materials.some(({ problem }) => problem !== null);
  return (
    <Notice tone={offline ? 'warn' : 'accent'}>
      <span>
        {t('materials.someHere', { here, all: materials.length })}{' '}
        {offline
          ? t('materials.offline')
          : failed > 0
            ? t('materials.someFailed', { count: failed })
            : t('materials.comeByThemselves')}
      </span>
      {stands && (
        <div className={ui.row}>
          <Button variant="default" loading={act.busy} onClick={() => act.run(undefined)}>
            {t('materials.fetchNow')}
          </Button>
        </div>
      )}
      <ActProblem act={act} />
    </Notice>
  );
}

function None({ heard }: { readonly heard: boolean }) {
  const t = useT();
  return (
    <Empty icon={<IconBooks size={40} aria-hidden />} title={t(heard ? 'materials.none' : 'materials.notHeard')}>
      <p className="dim">{t(heard ? 'materials.noneText' : 'materials.notHeardText')}</p>
    </Empty>
  );
}
