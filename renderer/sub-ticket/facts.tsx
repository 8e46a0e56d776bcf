import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { SubTicket } from '../../domain/model/index.ts';
import { useT } from '../i18n.ts';
import { Contact, Copy, Fact, Facts, Mail, Phone, Section } from '../ui/parts.tsx';
import { statusText } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';

/** The manual's fields of a sub-ticket. */
export function PointFacts({ subTicket, editable }: { readonly subTicket: SubTicket; readonly editable: boolean }) {
  const t = useT();
  const { dealer, stations, pointOfSale, contacts } = subTicket;
  return (
    <Section
      title={t('subTicket.facts')}
      actions={
        <Button component={Link} href={`/tickets/${subTicket.ticketId}/sub-tickets/${subTicket.id}/point`} variant="default">
          {t(editable ? 'form.editPoint' : 'form.showPoint')}
        </Button>
      }
    >
      <Facts>
        <Fact label={t('column.status')}>{t(statusText(subTicket.status))}</Fact>
        <Fact label={t('field.punktId')}>
          <span className={ui.reach}>
            {subTicket.punktId}
            <Copy value={subTicket.punktId} label={t('field.copyPunkt', { punktId: subTicket.punktId })} />
          </span>
          <span className="dim">{t('field.punktNote')}</span>
        </Fact>
        <Fact label={t('field.stationsPurchase')}>{stations.purchase}</Fact>
        <Fact label={t('field.stationsExchange')}>{stations.exchange}</Fact>
        <Fact label={t('field.pointPhone')}>
          <Phone number={pointOfSale.phone} />
        </Fact>
        <Fact label={t('field.pointEmail')}>
          <Mail address={pointOfSale.email} />
        </Fact>
        <Fact label={t('field.dealer')}>
          <Contact person={dealer} />
        </Fact>
        <Fact label={t('field.dealerCrmId')}>{dealer.crmId}</Fact>
        <Fact label={t('field.rms')}>
          <Contact person={contacts.rms} />
        </Fact>
        <Fact label={t('field.rks')}>
          <Contact person={contacts.rks} />
        </Fact>
      </Facts>
    </Section>
  );
}
