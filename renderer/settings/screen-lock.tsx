import { Button, PasswordInput, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

const MINUTES = [1, 5, 10, 30, 60] as const;

/** The lock of the window after a while without the person: only who wants one has it. */
export function ScreenLock() {
  const t = useT();
  const client = useClient();
  const { data } = useQuery(useApi().screen.state.queryOptions());
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const clear = () => {
    setPresent('');
    setNext('');
  };
  const set = useAct((passcode: string | null) => client.screen.set({ present, next: passcode }), clear);
  const after = useAct((minutes: (typeof MINUTES)[number]) => client.screen.setAfter({ minutes }));
  const lock = useAct(() => client.screen.lock());
  if (data === undefined) return null;
  return (
    <Section title={t('screen.section')}>
      <p className="dim">{t('screen.about')}</p>
      {data.set && (
        <SegmentedControl
          aria-label={t('screen.after')}
          data={MINUTES.map((minutes) => ({ value: `${minutes}`, label: `${minutes} min` }))}
          value={`${data.afterMinutes}`}
          onChange={(value) => {
            const minutes = MINUTES.find((one) => `${one}` === value);
            if (minutes !== undefined) after.run(minutes);
          }}
        />
      )}
      <form
        className={ui.stack}
        onSubmit={(event) => {
          event.preventDefault();
          set.run(next);
        }}
      >
        {data.set && (
          <PasswordInput
            label={t('screen.present')}
            value={present}
            onChange={(event) => setPresent(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        <PasswordInput
          label={t('screen.next')}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          autoComplete="new-password"
        />
        <div className={ui.row}>
          <Button type="submit" variant="default" loading={set.busy} disabled={next.length < 4}>
            {t(data.set ? 'screen.change' : 'screen.turnOn')}
          </Button>
          {data.set && (
            <>
              <Button variant="subtle" onClick={() => lock.run(undefined)}>
                {t('screen.now')}
              </Button>
              <Button variant="subtle" disabled={present === ''} onClick={() => set.run(null)}>
                {t('screen.turnOff')}
              </Button>
            </>
          )}
        </div>
      </form>
      <ActProblem act={set} />
      <ActProblem act={after} />
    </Section>
  );
}
