export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: string;
}
export interface WireAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** An open live line as the server sees it. */
export interface ServerLine {
  readonly deviceId: string;
  readonly dealerId: string;
  readonly poke: (seq: number) => void;
  readonly close: () => void;
}
