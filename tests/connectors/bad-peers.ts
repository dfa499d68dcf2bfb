import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A server on a port of its own, until it is ended. */
export interface BadPeer {
  readonly port: number;
  /** What was sent to it. */
  readonly heard: Buffer[];
  /** Connections that are open. */
  open(): number;
  end(): Promise<void>;
}

async function peer(greet: (socket: Socket) => void): Promise<BadPeer> {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes: Buffer) => void heard.push(bytes));
    socket.on('error', () => {}).on('close', () => void sockets.delete(socket));
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ port: (server.address() as AddressInfo).port, heard },
    open: () => sockets.size,
    async end() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Sends bytes that are no protocol at all, at once and after each query. */
export const garbagePeer = (): Promise<BadPeer> => {
  const garbage = Buffer.from(Array.from({ length: 65_536 }, (_, i) => (i * 7919 + (i >> 3)) & 0xff));
  return peer((socket) => {
    socket.write(garbage);
    socket.on('data', () => socket.write(garbage));
  });
};

/** Sends one byte a second, for ever. */
export const drippingPeer = (): Promise<BadPeer> =>
  peer((socket) => {
    const timer = setInterval(() => socket.write('S'), 1_000);
    socket.on('close', () => clearInterval(timer));
  });

/** Passes on to another port, and cuts every connection once so many bytes came from there. */
export const cuttingProxy = (port: number, bytes: number): Promise<BadPeer> =>
  peer((socket) => {
    const there = connect({ host: '127.0.0.1', port });
    let left = bytes;
    const cut = () => {
      socket.destroy();
      there.destroy();
    };
    there.on('data', (piece) => {
      left -= piece.length;
      if (left <= 0) cut();
      else if (!socket.write(piece)) {
        there.pause();
        socket.once('drain', () => there.resume());
      }
    });
    socket.on('data', (piece) => there.write(piece)).on('close', cut);
    there.on('error', cut).on('close', cut);
  });
