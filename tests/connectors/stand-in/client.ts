import type { Connection } from '#sdk';
import type { Query, Reply } from './server.ts';

/** The stand-in's side of a driver: queries and their replies, in turn. */
export class StandInClient {
  readonly #socket: Connection;
  #text = '';
  readonly #waiting: PromiseWithResolvers<Reply>[] = [];
  #broken: Error | null = null;

  constructor(socket: Connection) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer | string) => this.#take(String(piece)));
    socket.on('error', (error: Error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('the connection is closed')));
  }

  async ask(query: Query): Promise<Reply> {
    if (this.#broken) throw this.#broken;
    const waits = Promise.withResolvers<Reply>();
    this.#waiting.push(waits);
    this.#socket.write(`${JSON.stringify(query)}\n`);
    return waits.promise;
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(piece: string): void {
    const lines = (this.#text + piece).split('\n');
    this.#text = lines.pop()!;
    try {
      for (const reply of lines.map((line) => JSON.parse(line) as Reply)) this.#waiting.shift()?.resolve(reply);
    } catch {
      this.#socket.destroy();
    }
  }

  #end(error: Error): void {
    this.#broken ??= error;
    this.#socket.destroy();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#broken);
  }
}
