import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { formatSize } from '../ticket/file-text.ts';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';

const LIMITS_MB = [500, 1_000, 2_000, 5_000, 20_000];

/** What documents take up here, and how much they may. */
export function KeptFiles() {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { data } = useQuery(useApi().files.kept.queryOptions());
  const act = useAct((limitMb: number) => client.files.setLimit({ limitMb }));
  if (data?.ok !== true) return null;
  const { files, bytes, removable, limitMb } = data.value;
  const choices = [...new Set([...LIMITS_MB, limitMb])].sort((a, b) => a - b);
  return (
    <Section title={t('settings.files')}>
      <Facts>
        <Fact label={t('settings.filesTaken')}>
          {t('settings.filesCount', { count: files, size: formatSize(bytes, language) })}
        </Fact>
        <Fact label={t('settings.filesRemovable')}>{formatSize(removable, language)}</Fact>
      </Facts>
      <NativeSelect
        label={t('settings.filesLimit')}
        maw="12rem"
        value={String(limitMb)}
        disabled={act.busy}
        onChange={(event) => act.run(Number(event.currentTarget.value))}
        data={choices.map((value) => ({ value: String(value), label: t('settings.filesMb', { count: value }) }))}
      />
      <p className="dim">{t('settings.filesText')}</p>
      <ActProblem act={act} />
    </Section>
  );
}
