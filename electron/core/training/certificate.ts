import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * The training server's own certificate for `localhost`, made on first use. Only training trusts it, so the probe
 * goes through real TLS without weakening anything outside.
 */
export async function trainingCertificate(folder: string, now: number): Promise<Certificate> {
  const files = { key: join(folder, 'tls-key.pem'), cert: join(folder, 'tls-cert.pem') };
  if (existsSync(files.cert) && existsSync(files.key)) {
    const kept = { key: readFileSync(files.key, 'utf8'), cert: readFileSync(files.cert, 'utf8') };
    // Nothing but training trusts it, so a damaged one is simply made anew.
    if (isPair(kept)) return kept;
  }
  const made = await generate([{ name: 'commonName', value: 'M/platform (szkolenie)' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 86_400_000),
    notAfterDate: new Date(now + 3650 * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.key, made.private, { mode: 0o600 });
  // Written last: its presence says that the pair is complete.
  writeFileSync(files.cert, made.cert, { mode: 0o644 });
  return { key: made.private, cert: made.cert };
}

function isPair({ key, cert }: Certificate): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
