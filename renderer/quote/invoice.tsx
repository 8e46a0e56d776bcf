import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Billed, invoicedTotal, invoiceFault } from '../../domain/closing.ts';
import { formatGrosze, parseGrosze } from '../../domain/money.ts';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { isAllowed, useIntent } from '../ticket/actions.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActProblem, Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { InvoiceScan } from './invoice-scan.tsx';
import { formatDifference } from './texts.ts';

/** The final invoice against the quote: they must be equal to the grosz. */
export function Invoice({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { invoice } = view.subTicket;
  const { quote } = view.ticket;
  const form = isAllowed(view.actions, 'subTicket.recordInvoice');
  return (
    <Section title={t('invoice.title')}>
      <Facts>
        <Fact label={t('ticket.quote')}>{quote === null ? t('ticket.noQuote') : formatGrosze(quote.totalGross)}</Fact>
        <Fact label={t('invoice.recorded')}>
          {invoice === null ? t('invoice.none') : `${invoice.number}: ${formatGrosze(invoice.totalGross)}`}
        </Fact>
      </Facts>
      {form ? <InvoiceForm view={view} /> : <Sum view={view} billed={view.billed} />}
      <InvoiceScan view={view} />
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
  // As it would be with what stands in the fields: the difference is seen before anything is saved.
  const typed = { number: number.trim(), totalGross: totalGross ?? 0, recordedAt: invoice?.recordedAt ?? '' };
  const billed = ready ? view.billed.map((one) => (one.id === id ? { ...one, invoice: typed } : one)) : view.billed;
  const others = new Map(
    view.billed.flatMap((one) =>
      one.id !== id && one.status !== 'resigned' && one.invoice !== null ? [[one.invoice.number, one] as const] : [],
    ),
  );
  return (
    <>
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
      </form>
      {number.trim() === '' && others.size > 0 && (
        <div className={ui.row}>
          {[...others.values()].map((one) => (
            <Button
              key={one.id}
              variant="default"
              onClick={() => {
                setNumber(one.invoice?.number ?? '');
                setAmount(formatGrosze(one.invoice?.totalGross ?? 0));
              }}
            >
              {t('invoice.sameAs', { punktId: one.punktId, number: one.invoice?.number ?? '' })}
            </Button>
          ))}
        </div>
      )}
      <ActProblem act={act} />
      <Sum view={view} billed={billed} />
    </>
  );
}

/** The sum of all invoices beside the quote, and what the gate says to it. */
function Sum({ view, billed }: { readonly view: SubTicketView; readonly billed: readonly Billed[] }) {
  const t = useT();
  const { quote } = view.ticket;
  const own = billed.find(({ id }) => id === view.subTicket.id)?.invoice ?? null;
  if (quote === null || own === null) return null;
  const total = invoicedTotal(billed);
  const difference = total - quote.totalGross;
  const fault = invoiceFault(quote, billed, view.subTicket.id);
  return (
    <>
      <Facts>
        <Fact label={t('invoice.sum')}>{formatGrosze(total)}</Fact>
        <Fact label={t('invoice.difference')}>{formatDifference(difference)}</Fact>
      </Facts>
      {fault !== undefined ? (
        <ProblemNotice problem={fault} tone={billed === view.billed ? 'bad' : 'warn'} />
      ) : (
        <Notice tone="ok" live>
          {difference === 0 ? t('invoice.fits') : t('invoice.left', { amount: formatGrosze(-difference) })}
        </Notice>
      )}
    </>
  );
}
