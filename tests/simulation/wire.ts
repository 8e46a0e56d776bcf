export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: string | Buffer;
}
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body, where it is one to be read. */
  readonly text: string;
}

export function answerOf(status: number, headers: Readonly<Record<string, string>>, body: Buffer | string): WireAnswer {
  const bytes = Buffer.from(body);
  const readable = /json|html|text/.test(headers['content-type'] ?? '');
  return { status, headers, body: bytes, text: readable ? bytes.toString() : '' };
}

/** An open live line as the server sees it. */
export interface ServerLine {
  readonly deviceId: string;
  readonly dealerId: string;
  readonly poke: (seq: number) => void;
  readonly close: () => void;
}
