import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../../electron/core/api/contract.ts';

/** What a window sends when it asks for the first page of the list, word for word. */
export function firstListQuestion(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const port = { postMessage: resolve, addEventListener() {}, start() {} };
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port as never }));
  void client.tickets.list({}).catch(() => {});
  return promise;
}
