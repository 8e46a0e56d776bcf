import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { PriceList } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import type { Problem } from '../../domain/problem.ts';
import { quoteTotals } from '../../domain/quote.ts';
import type { Result } from '../../domain/result.ts';
import type { QuoteDraft, QuoteView } from '../../electron/core/api/views.ts';
import { KeepingLine, KeepingTrouble } from '../draft/keeping-line.tsx';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { AddItem, SEARCH_ID } from './add-item.tsx';
import { Against } from './against.tsx';
import { listChanges } from './changes.ts';
import { draftOf, emptyDraft, MAX_LINES, readDraft, saysTheSame, withItem, withLine, withoutLine } from './draft.ts';
import { DraftLines, quantityId } from './draft-lines.tsx';
import { ListChanged } from './list-changed.tsx';
import { firstFaultId, Missing } from './missing.tsx';
import { OfferList } from './offer-list.tsx';
import { offerViews } from './offers.ts';
import styles from './quote.module.css';
import { StationFields } from './station-fields.tsx';
import { Totals } from './totals.tsx';
import { useDraft } from './use-draft.ts';
import { ValidUntil } from './valid-until.tsx';

const newId = (): string => crypto.randomUUID();

/** Where a draft begins: with what was refused, else with the last quote, else with the stations that the points ask for. */
function firstDraft({ refused, quote, stations, today }: QuoteView, list: PriceList): QuoteDraft {
  const from = refused?.content ?? quote?.content;
  return from === undefined || from === null ? emptyDraft(stations, today) : draftOf(from, list, today, newId);
}

/** Making the quote on the formal template: nothing but what the price list has, counted as it is typed. */
export function Editor(props: { view: QuoteView; list: PriceList; onSaved: () => void; onDropped: (was: QuoteDraft) => void }) {
  const t = useT();
  const client = useClient();
  const { view, list } = props;
  const { today, refused, quote } = view;
  const [first] = useState(() => firstDraft(view, list));
  const keeper = useDraft(view);
  const typed = keeper.typed ?? first;
  const read = readDraft(typed, list, today);
  const { content } = read;
  const unchanged = saysTheSame(content, quote?.content) && refused === null;
  const [tried, setTried] = useState(false);
  const [focus, setFocus] = useState<string | null>(null);
  const act = useAct<Intent, unknown>(
    (intent): Promise<Result<unknown, Problem>> =>
      refused === null ? client.operations.submit({ intent }) : client.inbox.edit({ id: refused.operationId, intent }),
    () => void keeper.drop().then(props.onSaved),
  );

  // After a line was added the person goes on with its quantity.
  useEffect(() => {
    if (focus === null) return;
    const field = document.getElementById(focus);
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
    setFocus(null);
  }, [focus]);

  const { basis } = view.draft;
  const drift =
    basis === null || (basis.list.id === list.id && basis.day === today)
      ? null
      : listChanges(typed.lines, read.counted, read.stations, basis, { list, day: today });
  const seen = { priceList: list.id, day: today };
  const unread = drift !== null && drift.changes.length > 0;
  const change = (next: QuoteDraft): void => keeper.keep(next, unread ? undefined : seen);
  const save = (): void => {
    setTried(true);
    if (content === undefined) setFocus(firstFaultId(read));
    if (content === undefined || unchanged || act.busy || keeper.keeping.state === 'elsewhere') return;
    act.run({
      kind: 'ticket.saveQuote',
      target: view.ticket.id,
      args: { totalGross: quoteTotals(content.lines).gross, content },
    });
  };
  useHotkeys([['mod+S', save]], []);

  const totals = quoteTotals(read.counted);
  return (
    <div className={styles.editor}>
      <KeepingTrouble keeping={keeper.keeping} settle={keeper.settle} />
      {unread && basis !== null && <ListChanged was={basis} is={list} drift={drift} onRead={() => keeper.keep(typed, seen)} />}
      <StationFields view={view} typed={typed} read={read} onChange={change} />
      <Section title={t('quote.lines')} state={<span className="dim">{list.name}</span>}>
        {typed.lines.length === 0 ? (
          <p className="dim">{t('quote.noLines')}</p>
        ) : (
          <DraftLines
            lines={read.lines}
            tried={tried}
            acts={{
              change: (id, part) => change(withLine(typed, id, part)),
              remove: (id) => {
                change(withoutLine(typed, id));
                setFocus(SEARCH_ID);
              },
              next: () => setFocus(SEARCH_ID),
            }}
          />
        )}
        <AddItem
          list={list}
          stations={read.stations}
          today={today}
          disabled={typed.lines.length >= MAX_LINES}
          onAdd={(item) => {
            const next = withItem(typed, item, newId);
            change(next.draft);
            setFocus(quantityId(next.id));
          }}
        />
        {read.counted.length > 0 && <Totals lines={read.counted} />}
      </Section>
      <OfferList offers={offerViews(list, read.counted, read.stations, today)} />
      <Section title={t('quote.validity')}>
        <ValidUntil typed={typed} read={read} list={list} today={today} onChange={change} />
      </Section>
      <Against quote={quote} content={content} />
      <div className={styles.foot}>
        {tried && content === undefined && <Missing read={read} />}
        <ActProblem act={act} />
        <div className={styles.saveBar}>
          <div className={styles.sum}>
            <output className={ui.row}>
              <span>{t('quote.gross')}</span>
              <span className={`${styles.gross} num`}>{formatGrosze(totals.gross)}</span>
              {totals.saved > 0 && <span className="num dim">{t('quote.saves', { amount: formatGrosze(totals.saved) })}</span>}
            </output>
            {unchanged && quote !== null ? (
              <span className="dim">{t('quote.sameAsLast', { revision: quote.revision })}</span>
            ) : (
              <KeepingLine keeping={keeper.keeping} />
            )}
          </div>
          <div className={ui.row}>
            {keeper.typed !== null && (
              <Button variant="subtle" color="gray" onClick={() => void keeper.drop().then(() => props.onDropped(typed))}>
                {t('quote.draft.drop')}
              </Button>
            )}
            <Button
              loading={act.busy}
              disabled={unchanged || keeper.keeping.state === 'elsewhere'}
              onClick={save}
              title="Ctrl+S"
              aria-keyshortcuts="Control+S"
            >
              {t('operation.ticket.saveQuote')}
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
}
