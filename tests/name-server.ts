import { createSocket, type RemoteInfo } from 'node:dgram';
import { Resolver } from 'node:dns/promises';

const IPV4 = 1;

/** A real name server on loopback, whose answers change from question to question. */
export class NameServer {
  readonly #socket = createSocket('udp4');
  readonly #answers = new Map<string, string[][]>();
  readonly #questions: string[] = [];
  readonly #resolver = new Resolver();

  async start(): Promise<void> {
    this.#socket.on('message', (question, from) => this.#reply(question, from));
    await new Promise<void>((resolve) => this.#socket.bind(0, '127.0.0.1', resolve));
    this.#resolver.setServers([`127.0.0.1:${this.#socket.address().port}`]);
  }

  stop(): void {
    this.#socket.close();
  }

  /** The IPv4 addresses of a name: for the first question, the second …; the last go on. */
  answer(name: string, ...answers: string[][]): void {
    this.#answers.set(name, answers);
  }

  /** How often a name was asked for. */
  asked(name: string): number {
    return this.#questions.filter((asked) => asked === name).length;
  }

  /** Asks this server, as the machine would ask its own. */
  resolve = (host: string): Promise<string[]> => this.#resolver.resolve4(host);

  /** RFC 1035: the header and the question come back, each answer points to the name in the question. */
  #reply(question: Buffer, { port, address }: RemoteInfo): void {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at]!; length > 0; length = question[at]!) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += length + 1;
    }
    const end = at + 5;
    const known = question.readUInt16BE(at + 1) === IPV4 ? this.#next(labels.join('.').toLowerCase()) : [];
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(known === null ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(known?.length ?? 0, 6);
    header.writeUInt32BE(0, 8);
    const records = (known ?? []).map((ip) =>
      Buffer.from([0xc0, 12, 0, IPV4, 0, 1, 0, 0, 0, 0, 0, 4, ...ip.split('.').map(Number)]),
    );
    this.#socket.send(Buffer.concat([header, question.subarray(12, end), ...records]), port, address);
  }

  #next(name: string): string[] | null {
    this.#questions.push(name);
    const answers = this.#answers.get(name);
    if (!answers) return null;
    return answers.length > 1 ? answers.shift()! : answers[0]!;
  }
}
