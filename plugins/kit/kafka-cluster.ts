import { AppError, type ConnectorRun, connectionLost, invalid, notUnderstood } from '#sdk';
import { type KafkaAccess, KafkaConnection } from './kafka-connection.ts';
import type { KafkaRecord } from './kafka-records.ts';
import {
  askCluster,
  askOffsets,
  askRecords,
  type Broker,
  type FetchedPartition,
  type Topic,
} from './kafka-requests.ts';
import { hostAndPort } from './server-settings.ts';

/** Answers without a record, one after the other, after which the end that was announced is no longer believed. */
const MOST_EMPTY = 20;
const OUT_OF_RANGE = 1;

export interface Piece {
  readonly partition: number;
  readonly records: readonly KafkaRecord[];
  /** The offset behind them, and behind what nobody is shown. */
  readonly after: bigint;
}

export interface Gap {
  readonly partition: number;
  readonly wanted: bigint;
  readonly first: bigint;
  readonly end: bigint;
}

/** A cluster: the brokers that were named, and those that they name, each asked only if the egress list allows it. */
export class KafkaCluster {
  readonly #run: ConnectorRun;
  readonly #access: KafkaAccess;
  readonly #first: readonly Broker[];
  readonly #open = new Map<string, Promise<KafkaConnection>>();
  #brokers: ReadonlyMap<number, Broker> = new Map();

  constructor(run: ConnectorRun, brokers: readonly string[], access: KafkaAccess) {
    [this.#run, this.#access] = [run, access];
    this.#first = brokers.map(hostAndPort);
    if (access.signIn !== 'none' && access.password === '')
      invalid('connector.badSettings', 'The settings are not whole: this way to sign in needs a password.', [
        { pointer: '/password', message: 'this way to sign in needs a password' },
      ]);
  }

  get server(): string {
    return `Kafka at ${this.#first.map(({ host, port }) => `${host}:${port}`).join(', ')}`;
  }

  get size(): number {
    return this.#brokers.size;
  }

  async topics(): Promise<readonly Topic[]> {
    const { brokers, topics } = await (await this.#any()).ask(askCluster());
    this.#brokers = brokers;
    return topics;
  }

  /** Everything from the offsets on (a partition without one: from its beginning) to where the partitions end now. */
  async read(
    { name, partitions }: Topic,
    from: ReadonlyMap<number, bigint>,
    onGap: (gap: Gap) => void,
  ): Promise<{ pieces: AsyncIterable<Piece> }> {
    const spans: Span[] = [];
    const byLeader = Map.groupBy(partitions, ({ leader }) => leader);
    for (const [leader, led] of byLeader) {
      const connection = await this.#leader(leader);
      const ids = led.map(({ id }) => id);
      const first = offsetsIn(await connection.ask(askOffsets(name, ids, 'first')), connection);
      const end = offsetsIn(await connection.ask(askOffsets(name, ids, 'end')), connection);
      for (const id of ids) {
        const [begins, ends] = [first.get(id) ?? 0n, end.get(id) ?? 0n];
        const wanted = from.get(id) ?? begins;
        const isThere = wanted >= begins && wanted <= ends;
        if (!isThere) onGap({ partition: id, wanted, first: begins, end: ends });
        spans.push({ leader, partition: id, from: isThere ? wanted : begins, end: ends });
      }
    }
    return { pieces: this.#pieces(name, spans) };
  }

  async *#pieces(topic: string, spans: readonly Span[]): AsyncGenerator<Piece> {
    for (const [leader, led] of Map.groupBy(spans, (span) => span.leader)) {
      const connection = await this.#leader(leader);
      const ends = new Map(led.map(({ partition, end }) => [partition, end]));
      const open = new Map(led.filter(({ from, end }) => from < end).map(({ partition, from }) => [partition, from]));
      let empty = 0;
      while (open.size > 0) {
        const answer = await connection.ask(askRecords(topic, open, connection.knows(1, 10) ? 10 : 4));
        empty = answer.some(({ next }) => next !== null) ? 0 : empty + 1;
        if (empty >= MOST_EMPTY)
          throw connectionLost(connection.server, 'it gives no more of the messages that it has');
        for (const fetched of answer) {
          const piece = pieceOf(fetched, open, ends, connection);
          if (piece) yield piece;
        }
      }
    }
  }

  close(): void {
    for (const connection of this.#open.values())
      connection.then(
        (opened) => opened.close(),
        () => {},
      );
  }

  /** The first of the named brokers that answers; what is wrong with us is wrong with all of them. */
  async #any(): Promise<KafkaConnection> {
    let last: unknown;
    for (const broker of this.#first)
      try {
        return await this.#to(broker);
      } catch (error) {
        if (!(error instanceof AppError) || error.fault !== 'unavailable') throw error;
        last = error;
      }
    throw last;
  }

  async #leader(id: number): Promise<KafkaConnection> {
    const broker = this.#brokers.get(id);
    if (!broker) throw connectionLost(this.server, 'a partition has no leader at the moment');
    return this.#to(broker);
  }

  #to(broker: Broker): Promise<KafkaConnection> {
    const address = `${broker.host}:${broker.port}`;
    const known = this.#open.get(address);
    if (known) return known;
    const opening = KafkaConnection.open(this.#run, broker, this.#access);
    this.#open.set(address, opening);
    return opening;
  }
}

interface Span {
  readonly leader: number;
  readonly partition: number;
  readonly from: bigint;
  readonly end: bigint;
}

/** Takes up what a partition gave, up to the end that it had when the reading began; a partition at its end is asked no more. */
function pieceOf(
  { partition, error, records, next }: FetchedPartition,
  open: Map<number, bigint>,
  ends: ReadonlyMap<number, bigint>,
  { server }: KafkaConnection,
): Piece | null {
  if (error === OUT_OF_RANGE) throw connectionLost(server, 'messages were deleted while they were read');
  if (error !== 0) throw connectionLost(server, `it answers error ${error} for partition ${partition}`);
  const at = open.get(partition);
  if (next === null || at === undefined) return null;
  if (next <= at) throw notUnderstood(server, 'messages that were not asked for');
  const end = ends.get(partition)!;
  const after = next < end ? next : end;
  if (after < end) open.set(partition, after);
  else open.delete(partition);
  return { partition, records: records.filter(({ offset }) => offset < end), after };
}

function offsetsIn(
  found: readonly { partition: number; error: number; offset: bigint }[],
  { server }: KafkaConnection,
): Map<number, bigint> {
  const wrong = found.find(({ error }) => error !== 0);
  if (wrong) throw connectionLost(server, `it answers error ${wrong.error} for partition ${wrong.partition}`);
  return new Map(found.map(({ partition, offset }) => [partition, offset]));
}
