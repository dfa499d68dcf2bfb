import { connect, type Server, type Socket } from 'node:net';
import { KafkaReader, KafkaWriter } from '../../plugins/kit/kafka-bytes.ts';
import { PEER_NAME } from './connector-run.ts';
import { type Account, broker, Frames, METADATA, signingIn } from './kafka-broker.ts';

/**
 * Stands before the one broker of a cluster that knows neither passwords nor TLS: it asks for both, passes everything else on, and
 * names itself where the broker does.
 */
export class KafkaGate {
  ports = { plain: 0, tls: 0 };
  /** The port under which it is reached, as `advertised.listeners` of Kafka says it. */
  advertised = 0;
  /** Queries without an answer yet. */
  busy = 0;
  readonly #port: number;
  readonly #passers = new WeakMap<Socket, Passing>();
  readonly #servers: Server[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  async start(account: Account): Promise<void> {
    const answer = signingIn(account, (api, _, socket, query) => {
      this.#passerOf(socket)(api, query);
      return null;
    });
    const [plain, tls] = [await broker(answer), await broker(answer, true)];
    this.#servers.push(plain.server, tls.server);
    this.ports = { plain: plain.port, tls: tls.port };
  }

  stop(): void {
    for (const server of this.#servers) server.close();
  }

  /** What passes the queries of a connection on, by one of its own, and the answers back. */
  #passerOf(socket: Socket): Passing {
    const known = this.#passers.get(socket);
    if (known) return known;
    const there = connect({ host: '127.0.0.1', port: this.#port });
    const frames = new Frames();
    const asked: number[] = [];
    there.on('data', (piece: Buffer) => {
      for (const answer of frames.after(piece)) {
        this.busy--;
        const isNaming = asked.shift() === METADATA;
        socket.write(new KafkaWriter().block(isNaming ? this.#named(answer!) : answer!).done());
      }
    });
    there.on('error', () => {}).on('close', () => socket.destroy());
    socket.on('close', () => {
      this.busy -= asked.splice(0).length;
      there.destroy();
    });
    const pass: Passing = (api, query) => {
      this.busy++;
      asked.push(api);
      there.write(new KafkaWriter().block(query).done());
    };
    this.#passers.set(socket, pass);
    return pass;
  }

  /** The answer with brokers, all of which are this gate. */
  #named(answer: Buffer): Buffer {
    const r = new KafkaReader(answer);
    const renamed = new KafkaWriter().int32(r.int32());
    const ids = r.list(() => {
      const id = r.int32();
      r.text();
      r.int32();
      r.nullableText();
      return id;
    });
    renamed.list(ids, (id) => renamed.int32(id).text(PEER_NAME).int32(this.advertised).int16(-1));
    return renamed.raw(r.bytes(r.left)).done();
  }
}

type Passing = (api: number, query: Buffer) => void;
