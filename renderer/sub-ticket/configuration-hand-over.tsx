import type { HandOverView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Copy } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Where the finished file and its written steps lie, for whoever may put them in place. */
export function HandedOver({ to }: { readonly to: HandOverView }) {
  const t = useT();
  return (
    <Notice tone="ok" live>
      <strong>{t('configuration.handedOver')}</strong>
      <span className={ui.row}>
        <span className="mono break">{to.folder}</span>
        <Copy value={to.folder} label={t('configuration.copyFolder')} />
      </span>
      <ul className="mono break" aria-label={t('configuration.handedOverFiles')}>
        {to.files.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
      <span>{t('configuration.handedOverText')}</span>
    </Notice>
  );
}
