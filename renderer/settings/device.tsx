import type { AppStatus } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { BeginTraining } from './begin-training.tsx';
import { Enrolment } from './enrolment.tsx';

/** Its sign-in is gone, here or at M/platform: only a new code helps. */
const mustEnrolAgain = ({ sync }: AppStatus): boolean =>
  sync.problem?.code === 'device.keys-lost' || sync.problem?.code === 'device.enrol-again';

export function Device({ status }: { readonly status: AppStatus }) {
  const t = useT();
  const { device } = status;
  const isTraining = status.mode === 'training';
  return (
    <Section title={t('settings.device')}>
      {device === null && isTraining ? (
        <BeginTraining />
      ) : (
        (device === null || mustEnrolAgain(status)) && <Enrolment server={device?.server} />
      )}
      {device !== null && (
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
