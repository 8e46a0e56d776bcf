import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SignedResultView, SubTicketView } from '../../../electron/core/api/views.ts';
import { formatInstant } from '../../format.ts';
import { useLanguage, useT } from '../../i18n.ts';
import { useAct, useClient } from '../../queries.tsx';
import { Fact, Facts } from '../../ui/parts.tsx';
import { ActProblem, Notice, ProblemNotice } from '../../ui/states.tsx';
import ui from '../../ui/ui.module.css';
import styles from './probe.module.css';
import { ProbeLine } from './probe-line.tsx';
import { isWholeCode, shapeCode } from './signed-code.ts';
import { StageList } from './stage-list.tsx';
import { Cause, Short } from './verdict.tsx';

interface Props {
  readonly view: SubTicketView;
  readonly opened: { readonly fileName: string; readonly text: string; readonly result: SignedResultView };
  readonly onDone: () => void;
}

/** What the file says, before it counts; then the code, which a person compares with the till's own screen. */
export function SignedResult({ view, opened, onDone }: Props) {
  const t = useT();
  const language = useLanguage();
  const { result, fileName } = opened;
  const cause = result.stages.find((stage) => stage.status === 'failed');
  return (
    <div className={styles.signed}>
      <h3 className="break">{fileName}</h3>
      <Facts>
        <Fact label={t('signed.machine')}>
          <Short value={result.machineId} label={t('probe.copyMachine')} />
        </Fact>
        <Fact label={t('signed.at')}>{formatInstant(result.finishedAt, language)}</Fact>
        <Fact label={t('field.punktId')}>{result.storeId}</Fact>
        <Fact label={t('configuration.server')} wide>
          {result.serverAddress}
        </Fact>
      </Facts>
      {result.problem !== null && <ProblemNotice problem={result.problem} />}
      {cause === undefined ? <Notice tone="ok">{t('signed.noFailure')}</Notice> : <Cause stage={cause} />}
      {result.problem === null && <TakeIn view={view} text={opened.text} onDone={onDone} />}
      <ProbeLine stages={result.stages} running={false} />
      <StageList stages={result.stages} running={false} />
    </div>
  );
}

function TakeIn(props: { readonly view: SubTicketView; readonly text: string; readonly onDone: () => void }) {
  const t = useT();
  const client = useClient();
  const [code, setCode] = useState('');
  const subTicketId = props.view.subTicket.id;
  const act = useAct(() => client.probe.takeSigned({ subTicketId, text: props.text, code }), props.onDone);
  return (
    <form
      className={ui.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWholeCode(code)) act.run(undefined);
      }}
    >
      <TextInput
        className={styles.codeField ?? ''}
        label={t('signed.code')}
        description={t('signed.codeHint')}
        placeholder="ABCD-EFGH"
        spellCheck={false}
        value={code}
        onChange={(event) => {
          act.reset();
          setCode(shapeCode(event.currentTarget.value));
        }}
      />
      <Button type="submit" loading={act.busy} disabled={!isWholeCode(code)}>
        {t('signed.take')}
      </Button>
      <p className={styles.wide} role="status">
        {act.busy ? t('signed.taking') : ''}
      </p>
      <div className={styles.wide}>
        <ActProblem act={act} />
      </div>
    </form>
  );
}
