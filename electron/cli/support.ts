import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';
import { sealAnswer } from '../core/device/key-answer.ts';
import { keyCopyContent } from '../core/device/key-copy.ts';
import { codeOf } from '../core/device/key-request.ts';
import { isRescueFile } from '../core/device/rescue-file.ts';
import { openSealedJson } from '../core/device/sealed.ts';
import { EXPORT_FORMAT } from '../core/device/unsent-work.ts';
import type { CliContext } from './context.ts';
import { saveNew } from './save-new.ts';
import { type OpenedRescue, withRescue } from './support-rescue.ts';

/** As much of an export as is told on a screen; all of it is in the document. */
const exported = z.looseObject({
  format: z.literal(EXPORT_FORMAT),
  madeAt: z.string(),
  appVersion: z.string(),
  device: z.looseObject({ deviceId: z.string(), technician: z.looseObject({ name: z.string() }) }).nullable(),
  operations: z.array(z.looseObject({ kind: z.string(), ticketId: z.string(), deviceTime: z.string() })),
});
type Export = Readonly<z.infer<typeof exported>>;

interface Wish {
  readonly key: string;
  readonly code: string;
  readonly out: string;
}

const KEY_OPTION = ['--key <plik>', 'klucz prywatny wsparcia (X25519, PEM)'] as const;

/** `technik support`: what a device could not send, and the key that it lost, for whoever has support's private key. */
export function supportCommand(context: (command: Command) => CliContext): Command {
  const support = new Command('support');
  support
    .command('open <plik>')
    .description('otwórz zaszyfrowany zapis niewysłanej pracy, plik z bazą bez klucza albo folder odłożonej bazy')
    .requiredOption(...KEY_OPTION)
    .action(async (file: string, _: unknown, command: Command) => {
      const cli = context(command);
      const opened = await unsentIn(file, readFileSync(command.optsWithGlobals<Wish>().key, 'utf8'));
      if (!opened.ok) return cli.fail(1, opened.error);
      const content = opened.value;
      const head = sentence('support.opened', {
        name: content.device?.technician.name ?? '?',
        deviceId: content.device?.deviceId ?? '?',
        at: content.madeAt,
        count: content.operations.length,
      });
      const rows = content.operations.map(({ deviceTime, ticketId, kind }) => `  ${deviceTime}  ${ticketId}  ${kind}`);
      cli.print([head, ...rows].join('\n'), content);
    });
  support
    .command('answer <plik>')
    .description('odeślij technikowi klucz do jego bazy, tak by otworzył go tylko jego komputer')
    .requiredOption(...KEY_OPTION)
    .requiredOption('--code <kod>', 'kod, który technik odczytał z ekranu przez telefon')
    .requiredOption('--out <plik>', 'gdzie zapisać plik dla technika')
    .action(async (file: string, _: unknown, command: Command) => {
      const cli = context(command);
      const wish = command.optsWithGlobals<Wish>();
      const answered = isRescue(file)
        ? await withRescue(file, readFileSync(wish.key, 'utf8'), (rescue) => answer(rescue, wish))
        : err(problem('support.file-unreadable'));
      if (!answered.ok) return cli.fail(1, answered.error);
      const { deviceId, technician: name, dealer } = answered.value.device;
      const { file: written } = answered.value;
      cli.print(sentence('support.answered', { name, dealer, deviceId, file: written }), answered.value);
    });
  return support;
}

const isRescue = (file: string): boolean => statSync(file).isDirectory() || isRescueFile(file);

async function unsentIn(file: string, privateKey: string): Promise<Result<Export, Problem>> {
  if (isRescue(file)) return withRescue(file, privateKey, (rescue) => rescue.unsent());
  const opened = openSealedJson(readFileSync(file, 'utf8'), privateKey);
  if (!opened.ok) return opened;
  const content = exported.safeParse(opened.value).data;
  if (content !== undefined) return ok(content);
  // A copy of a key opens by the same key of support's; it is nothing to be shown.
  const isKey = keyCopyContent.safeParse(opened.value).success;
  return err(problem(isKey ? 'support.key-inside' : 'support.file-unreadable'));
}

/** However it was written down: capitals, spaces and dashes are nothing. */
const plain = (code: string): string => code.toLowerCase().replace(/[^0-9a-z]/g, '');

async function answer({ head, owner, key, fits }: OpenedRescue, { code, out }: Wish) {
  const asked = head?.answerTo ?? null;
  const wanted = asked === null ? undefined : codeOf(asked);
  if (asked === null || wanted === undefined) return err(problem('support.no-answer'));
  if (plain(code) !== plain(wanted)) return err(problem('support.code-differs'));
  if (!fits()) return err(problem('support.key-not-of-database'));
  const sealed = sealAnswer(owner.mode, key, asked);
  if (sealed === undefined) return err(problem('support.no-answer'));
  const saved = await saveNew(resolve(out), sealed);
  return saved.ok ? ok({ file: saved.value, device: owner.device, code: wanted }) : saved;
}
