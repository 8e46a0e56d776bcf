import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { sentence } from '../../domain/text.ts';
import { openSealed } from '../core/device/sealed.ts';
import type { CliContext } from './context.ts';

/** As much of an export as is told on a screen; all of it is in the document. */
interface Export {
  readonly madeAt: string;
  readonly appVersion: string;
  readonly device: { readonly deviceId: string; readonly technician: { readonly name: string } } | null;
  readonly operations: readonly { readonly kind: string; readonly ticketId: string; readonly deviceTime: string }[];
}

/** `technik support open`: what a locked device could not send, for whoever has support's private key. */
export function supportCommand(context: (command: Command) => CliContext): Command {
  const support = new Command('support');
  support
    .command('open <plik>')
    .description('otwórz zaszyfrowany zapis niewysłanej pracy')
    .requiredOption('--key <plik>', 'klucz prywatny wsparcia (X25519, PEM)')
    .action((file: string, _: unknown, command: Command) => {
      const cli = context(command);
      const { key } = command.optsWithGlobals<{ key: string }>();
      const opened = openSealed(readFileSync(file, 'utf8'), readFileSync(key, 'utf8'));
      if (!opened.ok) return cli.fail(1, opened.error);
      const content = JSON.parse(opened.value) as Export;
      const head = sentence('support.opened', {
        name: content.device?.technician.name ?? '?',
        deviceId: content.device?.deviceId ?? '?',
        at: content.madeAt,
        count: content.operations.length,
      });
      const rows = content.operations.map(({ deviceTime, ticketId, kind }) => `  ${deviceTime}  ${ticketId}  ${kind}`);
      cli.print([head, ...rows].join('\n'), content);
    });
  return support;
}
