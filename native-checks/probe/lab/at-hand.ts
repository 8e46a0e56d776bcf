import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** Of every network namespace of the lab; the process that made it comes next. */
export const PREFIX = 'mtechnik-lab-';

/** Why no network of its own can be had here; null where it can. */
export function whyNoNamespaces(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s own';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  return whyNot((name) => [
    ['ip', '-n', name, 'link', 'add', 'veth0', 'type', 'veth', 'peer', 'name', 'veth1'],
    // The probe's resolver is given to it by a mount of its own.
    ['ip', 'netns', 'exec', name, 'sh', '-c', 'mount --bind /etc/resolv.conf /etc/resolv.conf'],
  ]);
}

/** Why no packets can be lost by chance there; null where they can. */
export const whyNoLoss = (): string | null => whyNoNamespaces() ?? whyNot((name) => losing(name, 'lo', 0));

function whyNot(commands: (name: string) => readonly (readonly string[])[]): string | null {
  const name = `${PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`;
  const done = (args: readonly string[]) => execFileSync(args[0] ?? '', args.slice(1), { stdio: 'pipe' });
  try {
    done(['ip', 'netns', 'add', name]);
    for (const command of commands(name)) done(command);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message.trim().split('\n').join('; ') : String(cause);
  } finally {
    try {
      done(['ip', 'netns', 'del', name]);
    } catch {}
  }
}

/** Drops so much of what arrives there over that link, by chance. */
export function losing(name: string, link: string, share: number): readonly (readonly string[])[] {
  // A random number of 32 bits; below the limit the packet is dropped (2), otherwise it goes on (0).
  const program = `4,32 0 0 4294963256,53 0 1 ${Math.round(share * 2 ** 32)},6 0 0 0,6 0 0 2`;
  const tc = ['tc', '-n', name];
  return [
    [...tc, 'qdisc', 'add', 'dev', link, 'clsact'],
    [...tc, 'filter', 'add', 'dev', link, 'ingress', 'bpf', 'da', 'bytecode', program],
  ];
}
