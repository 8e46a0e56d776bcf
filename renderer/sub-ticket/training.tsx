import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatGrosze, parseGrosze } from '../../domain/money.ts';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { isAllowed, useIntent } from '../ticket/actions.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActProblem, Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

export function Training({ view }: { readonly view: SubTicketView }) {
  return (
    <div className={ui.stack}>
      <RetailerTraining view={view} />
      <Invoice view={view} />
    </div>
  );
}

function RetailerTraining({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const language = useLanguage();
  const { training, id } = view.subTicket;
  const [name, setName] = useState(training?.retailerName ?? '');
  const act = useIntent();
  const allowed = isAllowed(view.actions, 'subTicket.recordTraining');
  return (
    <Section title={t('trained.title')}>
      <p>{t('trained.text')}</p>
      {training !== null && (
        <Notice tone="ok">
          {t('trained.recorded', {
            name: training.retailerName,
            at: formatInstant(training.recordedAt, language),
            by: training.recordedBy,
          })}
        </Notice>
      )}
      {allowed && (
        <form
          className={ui.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '')
              act.run({ kind: 'subTicket.recordTraining', target: id, args: { retailerName: name.trim() } });
          }}
        >
          <TextInput
            className={ui.grow ?? ''}
            label={t('field.retailerName')}
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            loading={act.busy}
            disabled={name.trim() === ''}
            variant={training === null ? 'filled' : 'default'}
          >
            {t('operation.subTicket.recordTraining')}
          </Button>
        </form>
      )}
      <ActProblem act={act} />
    </Section>
  );
}

/** The final invoice against the quote: they must be equal to the grosz. */
function Invoice({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { invoice } = view.subTicket;
  const { quote } = view.ticket;
  const condition = view.conditions.find((c) => c.code === 'invoice');
  return (
    <Section title={t('invoice.title')}>
      <Facts>
        <Fact label={t('ticket.quote')}>{quote === null ? t('ticket.noQuote') : formatGrosze(quote.totalGross)}</Fact>
        <Fact label={t('invoice.recorded')}>
          {invoice === null ? t('invoice.none') : `${invoice.number}: ${formatGrosze(invoice.totalGross)}`}
        </Fact>
      </Facts>
      {invoice !== null && condition?.met === true && <Notice tone="ok">{t('invoice.fits')}</Notice>}
      {invoice !== null && condition?.met === false && <ProblemNotice problem={condition.reason} />}
      {isAllowed(view.actions, 'subTicket.recordInvoice') && <InvoiceForm view={view} />}
    </Section>
  );
}

function InvoiceForm({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { invoice, id } = view.subTicket;
  const [number, setNumber] = useState(invoice?.number ?? '');
  const [amount, setAmount] = useState(invoice === null ? '' : formatGrosze(invoice.totalGross));
  const act = useIntent();
  const totalGross = parseGrosze(amount);
  const wrong = amount.trim() !== '' && totalGross === undefined;
  const ready = number.trim() !== '' && totalGross !== undefined;
  return (
    <form
      className={ui.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (totalGross === undefined || number.trim() === '') return;
        act.run({ kind: 'subTicket.recordInvoice', target: id, args: { number: number.trim(), totalGross } });
      }}
    >
      <TextInput
        className={ui.grow ?? ''}
        label={t('field.invoiceNumber')}
        maxLength={200}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <TextInput
        className={ui.grow ?? ''}
        label={t('field.invoiceAmount')}
        placeholder="1 234,50"
        inputMode="decimal"
        error={wrong && t('invoice.amountWrong')}
        value={amount}
        onChange={(event) => setAmount(event.currentTarget.value)}
      />
      <Button type="submit" loading={act.busy} disabled={!ready} variant={invoice === null ? 'filled' : 'default'}>
        {t('operation.subTicket.recordInvoice')}
      </Button>
      <ActProblem act={act} />
    </form>
  );
}
