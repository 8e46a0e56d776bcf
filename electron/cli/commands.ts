import type { Command } from 'commander';
import { resourcePath } from '../core/resources.ts';
import type { CliContext } from './context.ts';

type ContextOf = (command: Command) => CliContext;

export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  /** Each brings a good part of the program with it, so only the one that was asked for is loaded. */
  make(contextOf: ContextOf): Promise<Command>;
}

const migrations = (): string => resourcePath('migrations', 'core');

export const commands: readonly CommandEntry[] = [
  {
    name: 'demo',
    description: 'cała praca bez okna, w trybie szkoleniowym',
    make: async (contextOf) => (await import('./demo.ts')).demoCommand(contextOf),
  },
  {
    name: 'diagnostics',
    description: 'plik dla wsparcia: dzienniki i stan programu, bez danych osób',
    make: async (contextOf) => (await import('./diagnostics.ts')).diagnosticsCommand(contextOf, migrations()),
  },
  {
    name: 'mplatform',
    description: 'wzorcowy serwer M/platform',
    make: async (contextOf) => (await import('./mplatform.ts')).mplatformCommand(contextOf),
  },
  {
    name: 'pcpos',
    description: 'odczyt i zapis konfiguracji PC-POS',
    make: async (contextOf) => (await import('./pcpos.ts')).pcposCommand(contextOf, migrations()),
  },
  {
    name: 'probe',
    description: 'test połączenia z M/platform',
    make: async (contextOf) => (await import('./probe.ts')).probeCommand(contextOf, migrations()),
  },
  {
    name: 'receipt',
    description: 'potwierdzenia M/platform z protokołów odbioru',
    make: async (contextOf) => (await import('./receipt.ts')).receiptCommand(contextOf, migrations()),
  },
  {
    name: 'support',
    description: 'dla wsparcia',
    make: async (contextOf) => (await import('./support.ts')).supportCommand(contextOf),
  },
];
