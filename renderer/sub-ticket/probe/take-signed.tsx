import { Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { SignedResultView, SubTicketView } from '../../../electron/core/api/views.ts';
import { tillResults } from '../../handed-over/use-drop.ts';
import { useHandedOverFor } from '../../handed-over/use-handed-over.ts';
import { useT } from '../../i18n.ts';
import { useAct, useClient } from '../../queries.tsx';
import { Section } from '../../ui/parts.tsx';
import { ActProblem, Notice } from '../../ui/states.tsx';
import styles from './probe.module.css';
import { SignedResult } from './signed-result.tsx';
import { TillSteps } from './till-steps.tsx';

/** The core takes no more, and no result of a till is as long. */
const MOST_SIGNS = 400_000;

interface Opened {
  readonly fileName: string;
  readonly text: string;
  readonly result: SignedResultView;
}

/** What a till found out about itself, carried here on a USB stick. */
export function TakeSigned({ view, onTaken }: { readonly view: SubTicketView; readonly onTaken: () => void }) {
  const t = useT();
  const client = useClient();
  const subTicketId = view.subTicket.id;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [tooLong, setTooLong] = useState(false);
  const [several, setSeveral] = useState<{ readonly file: string; readonly count: number } | null>(null);
  const [opened, setOpened] = useState<Opened>();
  const [steps, setSteps] = useState(false);
  const act = useAct(async (file: Pick<File, 'name' | 'text'>) => {
    const text = await file.text();
    const read = await client.probe.readSigned({ subTicketId, text });
    return read.ok ? { ok: true, value: { fileName: file.name, text, result: read.value } } : read;
  }, setOpened);
  const place = useRef<HTMLDivElement>(null);
  const handedOver = useHandedOverFor(subTicketId);
  const { run, reset } = act;
  useEffect(() => {
    if (handedOver === null || handedOver.text === null) return;
    const { id, fileName, text } = handedOver;
    setOpened(undefined);
    setTooLong(false);
    setSeveral(null);
    reset();
    run({ name: fileName, text: async () => text });
    place.current?.scrollIntoView();
    // From here on it is this screen's.
    client.handedOver.done({ id }).catch(() => {});
  }, [handedOver, run, reset, client]);
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    setOpened(undefined);
    setSteps(false);
    setSeveral(null);
    act.reset();
    setTooLong(file.size > MOST_SIGNS || file.size === 0);
    if (file.size > 0 && file.size <= MOST_SIGNS) act.run(file);
  };
  const taken = () => {
    setOpened(undefined);
    onTaken();
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { files } = event.dataTransfer;
    const [file = files[0], ...others] = tillResults(files);
    choose(file);
    if (file !== undefined && others.length > 0) setSeveral({ file: file.name, count: others.length });
  };
  return (
    <Section title={t('signed.title')}>
      <p>{t('signed.intro')}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button is the way for everyone */}
      <div
        ref={place}
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Button
          variant="default"
          leftSection={<IconFileUpload size={16} aria-hidden />}
          // Not `loading`, which disables the button: whoever works by keyboard would lose their place.
          aria-busy={act.busy}
          onClick={() => {
            if (!act.busy) input.current?.click();
          }}
        >
          {t('signed.choose')}
        </Button>
        <span className="dim">{t('signed.drop')}</span>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t('signed.file')}
          onChange={(event) => {
            choose(event.currentTarget.files?.[0]);
            // The same file may be chosen again after it was made anew.
            event.currentTarget.value = '';
          }}
        />
        <Button variant="default" aria-expanded={steps} aria-controls="till-steps" onClick={() => setSteps(!steps)}>
          {t('signed.how')}
        </Button>
      </div>
      <div id="till-steps" hidden={!steps}>
        {steps && <TillSteps view={view} />}
      </div>
      {tooLong && (
        <Notice tone="bad" live>
          {t('signed.notSuch')}
        </Notice>
      )}
      {several !== null && (
        <Notice tone="warn" live>
          <span className="break">{t('handedOver.others', several)}</span>
        </Notice>
      )}
      <ActProblem act={act} />
      {opened !== undefined && <SignedResult key={opened.text} view={view} opened={opened} onDone={taken} />}
    </Section>
  );
}
