import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { explain } from '../../domain/problem.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import ui from '../ui/ui.module.css';

/** A folder by hand, also on another machine; what is wrong with it stands beside the field until it is changed. */
export function ChooseFolder(props: { readonly folder: string | null }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const [folder, setFolder] = useState(props.folder ?? '');
  const choose = useAct((path: string) => client.till.choose({ path }));
  const { problem, crashed } = choose;
  const error =
    problem !== null ? `${explain(problem, language)} (${problem.code})` : crashed ? t('error.unexpected') : undefined;
  return (
    <form
      className={ui.stackTight}
      onSubmit={(event) => {
        event.preventDefault();
        if (folder.trim() !== '') choose.run(folder.trim());
      }}
    >
      <TextInput
        label={t('settings.chooseFolder')}
        description={t('settings.chooseFolderHint')}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        maxLength={1000}
        spellCheck={false}
        value={folder}
        error={error}
        onChange={(event) => {
          setFolder(event.currentTarget.value);
          choose.reset();
        }}
      />
      <div className={ui.row}>
        <Button type="submit" variant="default" loading={choose.busy} disabled={folder.trim() === ''}>
          {t('settings.useFolder')}
        </Button>
      </div>
    </form>
  );
}
