import type { Connection } from '#sdk';

/**
 * An open connection as drivers take it that would open one themselves. What the driver cannot make sense of ends the connection, not the
 * program. `look` sees each piece first; what it throws ends the connection, too.
 */
export function driverSocket(socket: Connection, look: (piece: Buffer) => void): Connection {
  const on = socket.on.bind(socket);
  return Object.assign(socket, {
    connect: () => void setImmediate(() => socket.emit('connect')),
    on(event: string, listener: (...values: unknown[]) => void) {
      if (event !== 'data') return on(event, listener);
      return on(event, (piece: Buffer) => {
        try {
          look(piece);
          listener(piece);
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
    },
  });
}
