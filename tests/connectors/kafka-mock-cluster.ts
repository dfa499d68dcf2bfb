/** librdkafka's mock cluster (Debian's python3-confluent-kafka): it speaks the real protocol, and stores what librdkafka's producer packs. */
import { existsSync } from 'node:fs';
import type { Subprocess } from 'bun';

const PYTHON = '/usr/bin/python3';

export const canRunKafka =
  existsSync(PYTHON) && Bun.spawnSync([PYTHON, '-c', 'import confluent_kafka'], { stderr: 'ignore' }).exitCode === 0;

export interface Message {
  readonly partition?: number;
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
  readonly headers?: readonly (readonly [string, string | null])[];
}

export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export class MockCluster {
  readonly #child: Subprocess<'pipe', 'pipe'>;
  readonly #said: AsyncGenerator<string>;
  /** As `127.0.0.1:1234`. */
  brokers: readonly string[] = [];

  constructor(brokers = 3) {
    const program = `${import.meta.dir}/kafka-cluster.py`;
    this.#child = Bun.spawn([PYTHON, program, String(brokers)], { stdin: 'pipe', stdout: 'pipe' });
    this.#said = linesOf(this.#child.stdout);
  }

  async start(): Promise<void> {
    const text: string = JSON.parse((await this.#said.next()).value!);
    this.brokers = text.split(',').map((broker) => broker.replace('localhost', '127.0.0.1'));
  }

  async send(topic: string, messages: readonly Message[], codec: Codec = 'none'): Promise<void> {
    const order = { topic, codec, messages: messages.map(inDigits) };
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    await this.#child.stdin.flush();
    if (JSON.parse((await this.#said.next()).value ?? '"nothing"') !== 0)
      throw new Error('not all messages were taken');
  }

  async stop(): Promise<void> {
    await this.#child.stdin.end();
    await this.#child.exited;
  }
}

const digits = (content: string | Buffer | null | undefined): string | null =>
  content === null || content === undefined ? null : Buffer.from(content).toString('hex');
const inDigits = ({ key, value, headers = [], ...rest }: Message) => ({
  ...{ ...rest, key: digits(key), value: digits(value) },
  headers: headers.map(([name, content]) => [name, digits(content)]),
});

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of stream) {
    text += decoder.decode(piece, { stream: true });
    const lines = text.split('\n');
    text = lines.pop()!;
    yield* lines;
  }
}
