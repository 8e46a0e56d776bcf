import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { parseGrosze } from '../../domain/money.ts';
import type { QuoteView } from '../../electron/core/api/views.ts';
import { formatDate } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { useIntent } from '../ticket/actions.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** No price list is in force: why, and what can be done meanwhile. */
export function NoList({ view }: { readonly view: QuoteView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const sync = useAct(() => client.sync.now());
  const { otherList, today, heard } = view;
  const name = otherList?.name ?? '';
  const text =
    otherList === null
      ? t(heard ? 'quote.noList' : 'quote.noListYet')
      : otherList.validFrom > today
        ? t('quote.listLater', { name, from: formatDate(otherList.validFrom, language) })
        : t('quote.listEnded', { name, until: formatDate(otherList.validUntil ?? today, language) });
  return (
    <>
      <Notice tone="warn">
        <span>{text}</span>
        <div className={ui.row}>
          <Button variant="default" loading={sync.busy} onClick={() => sync.run(undefined)}>
            {t('quote.fetchList')}
          </Button>
        </div>
        <ActProblem act={sync} />
      </Notice>
      {heard && view.obstacle === null && view.quote?.content === undefined && <BareTotal ticketId={view.ticket.id} />}
    </>
  );
}

/** As long as M/platform has no list for the day it takes the template's total alone. */
function BareTotal({ ticketId }: { readonly ticketId: string }) {
  const t = useT();
  const [amount, setAmount] = useState('');
  const act = useIntent(() => setAmount(''));
  const totalGross = parseGrosze(amount);
  return (
    <form
      className={ui.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (totalGross !== undefined) act.run({ kind: 'ticket.saveQuote', target: ticketId, args: { totalGross } });
      }}
    >
      <TextInput
        className={ui.grow ?? ''}
        label={t('quote.bareLabel')}
        description={t('quote.bareHint')}
        placeholder="1 234,50"
        inputMode="decimal"
        maxLength={40}
        error={amount.trim() !== '' && totalGross === undefined && t('quote.priceWrong')}
        value={amount}
        onChange={(event) => setAmount(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={act.busy} disabled={totalGross === undefined}>
        {t('quote.bareSave')}
      </Button>
      <ActProblem act={act} />
    </form>
  );
}
