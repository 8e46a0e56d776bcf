const NAME = 'technik-key';
/** Another window of this browser answers at once, or there is none. */
const ASK_MS = 1000;

/**
 * The key that this window was launched with. The launch puts it behind the `#` of the address, from where it goes into the
 * tab's memory, which outlives a reload and which no page of another port can read. A second window of the same browser
 * asks the first.
 * @returns empty where nobody has it: the hosted shell then gives no line
 */
export async function windowKey(page: Window): Promise<string> {
  const given = /^#key=([\w-]{43})$/.exec(page.location.hash)?.[1];
  if (given !== undefined) {
    page.sessionStorage.setItem(NAME, given);
    page.history.replaceState(null, '', '/');
  }
  const kept = page.sessionStorage.getItem(NAME);
  if (kept !== null) return kept;
  const asked = await askOtherWindows();
  if (asked !== '') page.sessionStorage.setItem(NAME, asked);
  return asked;
}

/** Tells other windows of this page, for as long as this one lives. */
export function shareWindowKey(page: Window): void {
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', ({ data }) => {
    const kept = page.sessionStorage.getItem(NAME);
    if (data === 'ask' && kept !== null) channel.postMessage(kept);
  });
}

function askOtherWindows(): Promise<string> {
  const channel = new BroadcastChannel(NAME);
  const answer = new Promise<string>((resolve) => {
    channel.addEventListener('message', ({ data }) => {
      if (typeof data === 'string' && data !== 'ask') resolve(data);
    });
    setTimeout(() => resolve(''), ASK_MS);
    channel.postMessage('ask');
  });
  return answer.finally(() => channel.close());
}
