import { request as ask, createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp } from 'node:net';

/** One PATCH as it passed. */
export interface Passed {
  readonly offset: number;
  /** Bytes of its body that went on to the server. */
  bytes: number;
  /** Of its answer; `cut` until one has come. */
  status: number | 'cut';
}

export interface Line {
  readonly address: string;
  readonly patches: Passed[];
  readonly calls: string[];
  /** Told of each call before it goes on. */
  onCall: (call: string, headers: IncomingHttpHeaders) => void;
  /** Cuts the connection, both ways, when the PATCH under way has passed so many bytes. Once. */
  cutAfter(bytes: number): void;
  /** How often it did. */
  cuts(): number;
  /** Cuts the connection when so many bytes of the next file read back have passed. Once. */
  cutAnswerAfter(bytes: number): void;
  /** Lets the next whole PATCH pass and its answer never come back. Once. */
  loseAnswer(): void;
  /** Nothing gets through, or everything does again. */
  down(isDown: boolean): void;
  /** Answers everything with a page of its own, as a portal does; undefined for no more. */
  portal(status: number | undefined): void;
  /** Bytes a second of a body; 0 as fast as it goes. */
  throttle(rate: number): void;
  /** The same for the next files that are read back. */
  throttleAnswers(rate: number): void;
  close(): Promise<void>;
}

/** A line to M/platform that counts what passes and fails as told. HTTP, and the live line as it is. */
export async function openLine(target: () => string): Promise<Line> {
  const patches: Passed[] = [];
  const calls: string[] = [];
  let cut: number | undefined;
  let cuts = 0;
  let lose = false;
  let cutAnswer: number | undefined;
  let isDown = false;
  let rate = 0;
  let answerRate = 0;
  let page: number | undefined;

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (isDown) return void request.socket.destroy();
    const { method = '', url = '', headers, socket } = request;
    if (page !== undefined) return void response.writeHead(page, { 'content-type': 'text/html' }).end('<h1>Wi-Fi</h1>');
    const call = `${method} ${url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID').replace(/[0-9a-f]{64}/, 'SHA256')}`;
    calls.push(call);
    line.onCall(call, headers);
    const passed: Passed | undefined =
      method === 'PATCH' ? { offset: Number(headers['upload-offset']), bytes: 0, status: 'cut' } : undefined;
    if (passed !== undefined) patches.push(passed);
    const onward = ask(new URL(url, target()), { method, headers, agent: false });
    const drop = (): void => {
      onward.destroy();
      socket.destroy();
    };
    onward.on('error', drop);
    request.on('error', () => onward.destroy());
    onward.on('response', (answer) => {
      if (passed !== undefined && lose) {
        lose = false;
        answer.resume();
        return drop();
      }
      if (passed !== undefined) passed.status = answer.statusCode ?? 0;
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('error', drop);
      if (call === 'GET /v1/files/SHA256' && answerRate > 0) return void slowly(answer, response, answerRate).catch(drop);
      if (method !== 'GET' || cutAnswer === undefined) return void answer.pipe(response);
      let room = cutAnswer;
      cutAnswer = undefined;
      answer.on('data', (piece: Buffer) => {
        response.write(piece.subarray(0, Math.max(0, room)), () => {
          if (room <= 0) drop();
        });
        room -= piece.length;
      });
    });
    void (async () => {
      for await (const piece of request as AsyncIterable<Buffer>) {
        // As it is now: told otherwise while this piece is on its way, the line must not leave out the rest of it.
        const limit = cut;
        const room =
          passed === undefined || limit === undefined ? piece.length : Math.max(0, Math.min(piece.length, limit - passed.bytes));
        const part = piece.subarray(0, room);
        if (rate > 0) await new Promise((resolve) => setTimeout(resolve, (part.length / rate) * 1000));
        await new Promise<void>((resolve, reject) => onward.write(part, (cause) => (cause ? reject(cause) : resolve())));
        if (passed !== undefined) passed.bytes += part.length;
        if (passed !== undefined && limit !== undefined && passed.bytes >= limit) {
          if (cut === limit) cut = undefined;
          cuts += 1;
          // What was written is on its way to the server; the end of the connection follows it.
          onward.socket?.end();
          socket.destroy();
          return;
        }
      }
      onward.end();
    })().catch(drop);
  };
  const server = createServer({ requestTimeout: 0 }, serve);
  server.on('upgrade', (request, socket, head) => {
    if (isDown) return void socket.destroy();
    const { hostname, port } = new URL(target());
    const onward = connect(Number(port), hostname, () => {
      const headers = request.rawHeaders.map((part, i) => (i % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('');
      onward.write(`GET ${request.url} HTTP/1.1\r\n${headers}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line: Line = {
    onCall: () => {},
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    patches,
    calls,
    cutAfter: (bytes) => {
      cut = bytes;
    },
    cuts: () => cuts,
    cutAnswerAfter: (bytes) => {
      cutAnswer = bytes;
    },
    loseAnswer: () => {
      lose = true;
    },
    down: (next) => {
      isDown = next;
      if (next) server.closeAllConnections();
    },
    portal: (next) => {
      page = next;
    },
    throttle: (next) => {
      rate = next;
    },
    throttleAnswers: (next) => {
      answerRate = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return line;
}

async function slowly(answer: IncomingMessage, response: ServerResponse, rate: number): Promise<void> {
  for await (const piece of answer as AsyncIterable<Buffer>) {
    await new Promise((resolve) => setTimeout(resolve, (piece.length / rate) * 1000));
    await new Promise<void>((resolve, reject) => response.write(piece, (cause) => (cause ? reject(cause) : resolve())));
  }
  response.end();
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Bytes that went to the server beyond the file itself. */
export const sentTwice = (patches: readonly Passed[], size: number): number =>
  patches.reduce((sum, { bytes }) => sum + bytes, 0) - size;
