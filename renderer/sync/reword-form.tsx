import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Intent } from '../../domain/operations/operation.ts';
import { fieldInWords } from '../../domain/operations/reason-words.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { type Decided, MayHaveArrived } from './discard.tsx';
import { reworded, wordsOf } from './reword.ts';
import { didText, placeText } from './words.ts';

/** What was refused or is still here, with other words or numbers: recorded anew, judged anew. */
export function RewordForm({ item, onClose }: { readonly item: Decided; readonly onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const [words, setWords] = useState(() => wordsOf(item));
  const act = useAct((intent: Intent) => client.inbox.edit({ id: item.id, intent }), onClose);
  const intent = reworded(item, words);
  const set = (name: string, value: string) => setWords((before) => ({ ...before, [name]: value }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('inbox.editTitle', { what: didText(item.kind, language), where: placeText(t, item.place) })}
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      <form
        className={ui.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (intent !== undefined) act.run(intent);
        }}
      >
        {item.said.map(({ name }, i) =>
          name === 'note' ? (
            <Textarea
              key={name}
              {...(i === 0 ? { 'data-autofocus': true } : {})}
              label={fieldInWords(name, language)}
              rows={4}
              maxLength={4000}
              value={words[name] ?? ''}
              onChange={(event) => set(name, event.currentTarget.value)}
            />
          ) : (
            <TextInput
              key={name}
              {...(i === 0 ? { 'data-autofocus': true } : {})}
              label={fieldInWords(name, language)}
              maxLength={200}
              value={words[name] ?? ''}
              onChange={(event) => set(name, event.currentTarget.value)}
            />
          ),
        )}
        {item.mayHaveArrived && <MayHaveArrived />}
        <ActProblem act={act} />
        <div className={ui.row}>
          <Button type="submit" loading={act.busy} disabled={intent === undefined}>
            {t('inbox.editSave')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('action.back')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
