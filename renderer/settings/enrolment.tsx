import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** The code comes from M/platform's operator and works once. */
export function Enrolment(props: { readonly server?: string | undefined }) {
  const t = useT();
  const client = useClient();
  const [server, setServer] = useState(props.server ?? 'https://');
  const [code, setCode] = useState('');
  const act = useAct((input: { server: string; code: string }) => client.device.enrol(input));
  const ready = URL.canParse(server.trim()) && code.trim() !== '';
  return (
    <>
      <Notice tone="accent">{t('settings.enrolText')}</Notice>
      <form
        className={ui.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) act.run({ server: server.trim(), code: code.trim() });
        }}
      >
        <TextInput
          className={ui.grow ?? ''}
          label={t('settings.server')}
          type="url"
          maxLength={200}
          value={server}
          onChange={(event) => setServer(event.currentTarget.value)}
        />
        <TextInput
          className={ui.grow ?? ''}
          label={t('settings.code')}
          maxLength={64}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={act.busy} disabled={!ready}>
          {t('settings.enrol')}
        </Button>
      </form>
      <ActProblem act={act} />
    </>
  );
}
