import type { ProbeRun } from '../../../electron/core/api/views.ts';
import { useT } from '../../i18n.ts';
import { useClient } from '../../queries.tsx';
import { SaveFile } from '../../ui/save-file.tsx';

/** A run of the probe. */
export function SaveReport({ run }: { readonly run: ProbeRun }) {
  const t = useT();
  const client = useClient();
  return (
    <SaveFile
      make={(format) => client.probe.report({ runId: run.id, format })}
      page={t('probe.saveReport')}
      data={t('probe.saveData')}
    />
  );
}
