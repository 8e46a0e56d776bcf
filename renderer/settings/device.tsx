import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AppStatus } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

export function Device({ status }: { readonly status: AppStatus }) {
  const t = useT();
  const { device } = status;
  return (
    <Section title={t('settings.device')}>
      {device === null ? (
        <Enrolment />
      ) : (
        <Facts>
          <Fact label={t('settings.technician')}>{device.technicianName}</Fact>
          <Fact label={t('field.dealer')}>{device.dealerName}</Fact>
          <Fact label={t('settings.server')}>{device.server}</Fact>
          <Fact label={t('settings.deviceId')}>
            <span className="mono">{device.deviceId}</span>
          </Fact>
        </Facts>
      )}
    </Section>
  );
}

/** The code comes from M/platform's operator and works once. */
function Enrolment() {
  const t = useT();
  const client = useClient();
  const [server, setServer] = useState('https://');
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
