import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy to a port or a socket of the file system that keeps what it passes on, and can be told to be a bad network. */
export interface RecordingProxy {
  readonly port: number;
  /** Everything that came from clients, and everything that went to them. */
  sent(): Buffer;
  received(): Buffer;
  /** Connections that were opened. */
  readonly opened: () => number;
  /** `pass` on; `silent`: accept and say nothing; `reset`: close with RST; `cut`: end when the server has said so many bytes. */
  behave(as: 'pass' | 'silent' | 'reset' | { cut: number }): void;
  end(): Promise<void>;
}

export async function startProxy(target: number | string): Promise<RecordingProxy> {
  const sent: Buffer[] = [];
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  let behaviour: Parameters<RecordingProxy['behave']>[0] = 'pass';
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer((client) => {
    opened++;
    keep(client);
    if (behaviour === 'reset') return void client.resetAndDestroy();
    client.on('data', (chunk: Buffer) => sent.push(chunk));
    if (behaviour === 'silent') return;
    let left = behaviour === 'pass' ? Number.POSITIVE_INFINITY : behaviour.cut;
    const upstream = typeof target === 'string' ? connect(target) : connect({ host: '127.0.0.1', port: target });
    keep(upstream);
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk: Buffer) => {
      received.push(chunk);
      client.write(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= chunk.length;
      if (left <= 0) client.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    sent: () => Buffer.concat(sent),
    received: () => Buffer.concat(received),
    opened: () => opened,
    behave(as) {
      behaviour = as;
    },
    async end() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
