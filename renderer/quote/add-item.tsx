import { type ComboboxItem, type ComboboxParsedItem, SegmentedControl, Select } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { PriceList, PriceListItem } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import { offerFor } from '../../domain/quote.ts';
import { useLanguage, useT } from '../i18n.ts';
import { GROUPS, type Stations } from './draft.ts';
import { matches } from './fold.ts';
import styles from './quote.module.css';
import { formatDiscount, groupNames } from './texts.ts';

export const SEARCH_ID = 'quote-search';

/** An option, or a group with those of its options that fit. */
function found(option: ComboboxParsedItem<string>, search: string): ComboboxParsedItem<string>[] {
  if (!('group' in option)) return matches(option.label, search) ? [option] : [];
  const items = option.items.filter(({ label }) => matches(`${label} ${String(option.group)}`, search));
  return items.length === 0 ? [] : [{ ...option, items }];
}

/** Search as you type in the price list; what is chosen becomes a line. */
export function AddItem(props: {
  readonly list: PriceList;
  readonly stations: Stations;
  readonly today: string;
  readonly disabled: boolean;
  readonly onAdd: (item: PriceListItem) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const { list } = props;
  const [group, setGroup] = useState<PriceListItem['group'] | 'all'>('all');
  // Made anew after each choice, so that its text is empty again.
  const [round, setRound] = useState(0);
  /** Whether arrows moved through the list since the last letter: then Enter is the list's own. */
  const moved = useRef(false);
  const groups = group === 'all' ? GROUPS : [group];
  const data = groups
    .map((one) => ({
      group: t(groupNames[one]),
      items: list.items.filter((item) => item.group === one).map(({ id, name }) => ({ value: id, label: name })),
    }))
    .filter(({ items }) => items.length > 0);

  const priceText = (id: string): string => {
    const item = list.items.find((one) => one.id === id);
    if (item === undefined) return '';
    const price = item.unitNet === null ? t('quote.openPrice') : formatGrosze(item.unitNet);
    const offer = offerFor(list, item, props.stations, props.today);
    const less = offer === undefined ? '' : ` · ${t('quote.less', { discount: formatDiscount(offer.discount, language) })}`;
    return `${price}${less}`;
  };

  const add = (id: string | null | undefined): void => {
    const item = list.items.find((one) => one.id === id);
    if (item === undefined) return;
    setRound(round + 1);
    moved.current = false;
    props.onAdd(item);
  };

  /** The list marks its first option a moment after the letter; a fast typist's Enter does not wait for that. */
  const addFirst = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key.startsWith('Arrow')) moved.current = true;
    const search = event.currentTarget.value;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || moved.current || search.trim() === '') return;
    event.preventDefault();
    event.stopPropagation();
    add(data.flatMap((one) => found(one, search)).flatMap((one) => ('items' in one ? one.items : one))[0]?.value);
  };

  return (
    <div className={styles.adding}>
      <Select
        key={round}
        id={SEARCH_ID}
        label={t('quote.add')}
        placeholder={t('quote.addPlaceholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        style={{ flex: '1 1 20rem' }}
        searchable
        openOnFocus={false}
        selectFirstOptionOnChange
        withCheckIcon={false}
        disabled={props.disabled}
        data={data}
        value={null}
        withScrollArea={false}
        comboboxProps={{ withinPortal: false }}
        classNames={{ options: styles.options ?? '' }}
        nothingFoundMessage={t('quote.nothingFound')}
        filter={({ options, search }) => options.flatMap((option) => found(option, search))}
        renderOption={({ option }: { readonly option: ComboboxItem }) => (
          <span className={styles.option}>
            <span className="break">{option.label}</span>
            <span className="num">{priceText(option.value)}</span>
          </span>
        )}
        onKeyDownCapture={addFirst}
        onSearchChange={() => {
          moved.current = false;
        }}
        onChange={add}
      />
      <SegmentedControl
        aria-label={t('quote.groups')}
        value={group}
        onChange={(value) => setGroup(value as typeof group)}
        data={[
          { value: 'all', label: t('quote.group.all') },
          ...GROUPS.map((one) => ({ value: one, label: t(groupNames[one]) })),
        ]}
      />
    </div>
  );
}
