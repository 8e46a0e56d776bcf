import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LicencesView } from '../../electron/core/api/diagnostics-contract.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import ui from '../ui/ui.module.css';

/** Whose work is in the program, and under which terms: asked for by few, so it is read when they ask. */
export function Licences() {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const { data } = useQuery(useApi().about.licences.queryOptions({ enabled: opened, staleTime: Number.POSITIVE_INFINITY }));
  return (
    <>
      <div className={ui.row}>
        <Button variant="subtle" size="compact-sm" onClick={() => setOpened(true)}>
          {t('about.licencesShow')}
        </Button>
      </div>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('about.licences')}
        size="xl"
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        {data?.ok === true && (
          <div className={ui.stackTight}>
            <p className="dim">{t('about.licencesText', { count: data.value.packages.length })}</p>
            {data.value.packages.map((one) => (
              <One key={`${one.name} ${one.version}`} one={one} texts={data.value.texts} />
            ))}
          </div>
        )}
      </Modal>
    </>
  );
}

function One({ one, texts }: { readonly one: LicencesView['packages'][number]; readonly texts: LicencesView['texts'] }) {
  const [open, setOpen] = useState(false);
  const text = one.text === null ? undefined : texts[one.text];
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {one.name} <span className="dim num">{one.version}</span> <span className="dim">{one.licence}</span>
      </summary>
      {open && <pre style={{ whiteSpace: 'pre-wrap' }}>{text ?? one.author}</pre>}
    </details>
  );
}
