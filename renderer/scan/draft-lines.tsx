import { Button } from '@mantine/core';
import { useT } from '../i18n.ts';
import { Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import type { ScanDraft } from './use-scan-draft.ts';

/** What came back from before, and what keeps the pages from being kept. */
export function DraftLines({ draft: { restored, fault } }: { readonly draft: ScanDraft }) {
  const t = useT();
  return (
    <>
      {restored !== null && restored > 0 && (
        <Notice tone="accent" live>
          {t('scan.restored', { count: restored })}
        </Notice>
      )}
      {fault === 'away' && <p className="dim">{t('scan.keptAway')}</p>}
      {fault !== null && fault !== 'away' && <ProblemNotice problem={fault.problem} tone="warn" />}
    </>
  );
}

/** Asked before the dialog closes over pages that are not attached. */
export function Leaving(props: {
  readonly photographed: number;
  /** They are on the disk, so that they can wait there. */
  readonly kept: boolean;
  readonly onLater: () => void;
  readonly onDrop: () => void;
  readonly onStay: () => void;
}) {
  const t = useT();
  const { photographed, kept } = props;
  return (
    <Notice tone="warn" live>
      {photographed > 0 ? t('scan.dropPhotos', { count: photographed }) : t('scan.dropPages')}
      <div className={ui.row}>
        {kept && (
          <Button variant="default" onClick={props.onLater}>
            {t('scan.later.keep')}
          </Button>
        )}
        <Button variant="default" onClick={props.onDrop}>
          {t(photographed > 0 ? 'scan.drop' : 'scan.dropAll')}
        </Button>
        <Button variant="subtle" onClick={props.onStay}>
          {t('scan.keep')}
        </Button>
      </div>
    </Notice>
  );
}
