import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconRotate2,
  IconRotateClockwise2,
  IconSeparatorVertical,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { type UiKey, useT } from '../i18n.ts';
import { placeAfter, type StripActs } from './page-strip.tsx';
import styles from './scan.module.css';
import type { ScanDocument } from './sheets.ts';

/** What can be done with the page that is chosen, for whoever has no keyboard or no wish to drag. */
export function PageTools(props: {
  readonly document: ScanDocument;
  readonly selected: string | undefined;
  readonly name: string;
  readonly busy: boolean;
  readonly acts: StripActs;
  readonly split: (sheetId: string) => void;
}) {
  const t = useT();
  const { document, acts, busy } = props;
  const { sheets, id } = document;
  const at = Math.max(
    0,
    sheets.findIndex((s) => s.id === props.selected),
  );
  const sheet = sheets[at];
  if (sheet === undefined) return null;
  const move = (step: number) => () => acts.move(sheet.id, id, placeAfter(at, step, sheets.length));
  const last = at === sheets.length - 1;
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('scan.tools', { page: at + 1, name: props.name })}>
      <span className="dim num">{t('scan.page', { page: at + 1, count: sheets.length })}</span>
      <Tool icon={IconRotate2} label="scan.turnLeft" off={busy} act={() => acts.turn(sheet.id, -90)} />
      <Tool icon={IconRotateClockwise2} label="scan.turnRight" off={busy} act={() => acts.turn(sheet.id, 90)} />
      {sheets.length > 1 && (
        <>
          <Tool icon={IconArrowLeft} label="scan.earlier" off={busy || at === 0} act={move(-1)} />
          <Tool icon={IconArrowRight} label="scan.later" off={busy || last} act={move(1)} />
          <Tool icon={IconSeparatorVertical} label="scan.split" off={busy || at === 0} act={() => props.split(sheet.id)} />
          <Tool icon={IconTrash} label="scan.removePage" off={busy} act={() => acts.remove(sheet.id)} />
        </>
      )}
    </div>
  );
}

function Tool(props: { readonly icon: TablerIcon; readonly label: UiKey; readonly off: boolean; readonly act: () => void }) {
  const t = useT();
  const label = t(props.label);
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="default" size="lg" aria-label={label} disabled={props.off} onClick={props.act}>
        <props.icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
