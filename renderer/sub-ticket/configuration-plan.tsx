import { SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { PlanView } from '../../electron/core/api/views.ts';
import { type UiKey, useT } from '../i18n.ts';
import { Fact, Facts } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';

const sources: Readonly<Record<PlanView['profile']['source'], UiKey>> = {
  administrator: 'configuration.profileOfAdministrator',
  mplatform: 'configuration.profileOfMplatform',
  builtin: 'configuration.profileBuiltin',
};

/** What is about to be changed, and by whose word on where the settings go. */
export function PlanFacts({ plan }: { readonly plan: PlanView }) {
  const t = useT();
  const { before, after, profile } = plan;
  const stores = (list: readonly string[]) => (list.length === 0 ? t('configuration.none') : list.join(', '));
  return (
    <>
      <Facts>
        <Fact label={t('configuration.server')}>
          <Change from={before.server ?? t('configuration.none')} to={after.server ?? t('configuration.none')} />
        </Fact>
        <Fact label={t('configuration.stores')}>
          <Change from={stores(before.stores)} to={stores(after.stores)} />
        </Fact>
        <Fact label={t('configuration.profile')}>
          <span className={ui.row}>
            {profile.name}
            <Pill icon={profile.verified ? IconCircleCheck : IconAlertTriangle} tone={profile.verified ? 'ok' : 'warn'}>
              {t(profile.verified ? 'configuration.verified' : 'configuration.notVerified')}
            </Pill>
          </span>
          <span className="dim">{t(sources[profile.source])}</span>
        </Fact>
        <Fact label={t('configuration.file')} wide>
          <span className="mono">{plan.file}</span>
        </Fact>
        <Fact label={t('configuration.format')}>
          {plan.encoding}, {plan.newline.toUpperCase()}
        </Fact>
      </Facts>
      {!profile.verified && <Notice tone="warn">{t('configuration.unverified', { profile: profile.name })}</Notice>}
    </>
  );
}

function Change({ from, to }: { readonly from: string; readonly to: string }) {
  if (from === to) return <>{to}</>;
  return (
    <>
      <span className="dim">{from} →</span> <strong>{to}</strong>
    </>
  );
}

/** A till may serve several points of sale: whether the others stay is for the technician to say. */
export function StoreChoice(props: { readonly replace: boolean; readonly onReplace: (replace: boolean) => void }) {
  const t = useT();
  return (
    <div className={ui.row}>
      <span id="store-choice">{t('configuration.otherStores')}</span>
      <SegmentedControl
        aria-labelledby="store-choice"
        data={[
          { value: 'merge', label: t('configuration.merge') },
          { value: 'replace', label: t('configuration.replace') },
        ]}
        value={props.replace ? 'replace' : 'merge'}
        onChange={(value) => props.onReplace(value === 'replace')}
      />
    </div>
  );
}
