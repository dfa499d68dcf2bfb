/** The parts of MongoDB's wire protocol that a reader needs, simulated: OP_MSG with hello, SCRAM-SHA-256, find, aggregate, getMore, killCursors, listCollections. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { BSON, type Document } from 'mongodb';
import { CERTIFIED } from '../example-authority.ts';

const [OP_REPLY, OP_QUERY, OP_MSG] = [1, 2004, 2013];

export interface MongoServerSettings {
  readonly secret: string;
  readonly collections: Map<string, Document[]>;
  readonly hello?: Document;
}

export class MongoServer {
  readonly #settings: MongoServerSettings;
  readonly #servers: Server[] = [];
  readonly #cursors = new Map<number, Document[]>();
  #lastCursor = 0;
  plain = 0;
  secure = 0;
  /** Names of commands, in their order. */
  readonly commands: string[] = [];

  constructor(settings: MongoServerSettings) {
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const serve = (socket: Socket) => this.#serve(socket);
    this.plain = await this.#listen(createServer(serve));
    this.secure = await this.#listen(createTls(CERTIFIED, serve));
  }

  get openCursors(): number {
    return this.#cursors.size;
  }

  stop(): void {
    for (const server of this.#servers) server.close();
  }

  async #listen(server: Server): Promise<number> {
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  #serve(socket: Socket): void {
    const signIn = new SignIn(this.#settings.secret);
    let rest = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (piece: Buffer) => {
      rest = Buffer.concat([rest, piece]);
      // As mongod does, where TLS is spoken to a server that has none.
      if (rest[0] === 0x16 && rest[1] === 0x03) socket.destroy();
      while (rest.length >= 16 && rest.length >= rest.readInt32LE()) {
        const length = rest.readInt32LE();
        if (length < 16 || length > 48_000_000) return void socket.destroy();
        const [request, code] = [rest.readInt32LE(4), rest.readInt32LE(12)];
        const command = commandIn(rest.subarray(16, length), code);
        rest = rest.subarray(length);
        const answer = this.#answer(command, signIn);
        socket.write(code === OP_QUERY ? reply(request, answer) : message(request, answer));
      }
    });
  }

  #answer(command: Document, signIn: SignIn): Document {
    const [name] = Object.keys(command) as [string];
    this.commands.push(name);
    if (['hello', 'ismaster', 'isMaster'].includes(name)) return { ...HELLO, ...this.#settings.hello };
    if (name === 'saslStart' || name === 'saslContinue') return signIn.step(command);
    if (['ping', 'endSessions', 'buildInfo'].includes(name)) return { ok: 1 };
    if (this.#settings.secret !== '' && !signIn.done) return failed(13, 'command requires authentication');
    const has = this.#settings.collections.get(String(command[name])) ?? [];
    if (name === 'find') {
      const found = has.filter((one) => fits(one, command.filter ?? {})).sort(byOrder(command.sort ?? {}));
      return this.#cursor(command, Number(command.limit ?? 0) ? found.slice(0, Number(command.limit)) : found);
    }
    if (name === 'aggregate') return this.#aggregate(command, has);
    if (name === 'getMore') return this.#more(command);
    if (name === 'listCollections') {
      const all = [...this.#settings.collections.keys()].map((one) => ({
        name: one,
        type: one === 'adit_log' ? 'view' : 'collection',
      }));
      return this.#cursor(
        command,
        all.filter((one) => fits(one, command.filter ?? {})),
      );
    }
    if (name === 'killCursors') {
      for (const id of command.cursors) this.#cursors.delete(Number(id));
      return { ok: 1, cursorsKilled: command.cursors, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [] };
    }
    return failed(59, `no such command: '${name}'`);
  }

  #aggregate(command: Document, has: Document[]): Document {
    let found = has;
    for (const stage of command.pipeline as Document[]) {
      const [operator] = Object.keys(stage) as [string];
      if (operator === '$match') found = found.filter((one) => fits(one, stage.$match));
      else if (operator === '$sort') found = found.toSorted(byOrder(stage.$sort));
      else if (operator === '$limit') found = found.slice(0, Number(stage.$limit));
      else if (operator === '$project')
        found = found.map((one) =>
          Object.fromEntries(
            Object.keys(stage.$project)
              .filter((name) => stage.$project[name] !== 0 && name in one)
              .map((name) => [name, one[name]]),
          ),
        );
      else return failed(40324, `Unrecognized pipeline stage name: '${operator}'`);
    }
    return this.#cursor(command, found);
  }

  #cursor(command: Document, found: Document[]): Document {
    const size = Number(command.batchSize ?? command.cursor?.batchSize ?? 101);
    const id = found.length > size ? ++this.#lastCursor : 0;
    if (id > 0) this.#cursors.set(id, found.slice(size));
    return { ok: 1, cursor: { id: BSON.Long.fromNumber(id), ns: 'erp.x', firstBatch: found.slice(0, size) } };
  }

  #more(command: Document): Document {
    const id = Number(command.getMore);
    const left = this.#cursors.get(id);
    if (!left) return failed(43, `cursor id ${id} not found`);
    const size = Number(command.batchSize ?? 101);
    const more = left.slice(size);
    if (more.length > 0) this.#cursors.set(id, more);
    else this.#cursors.delete(id);
    return {
      ok: 1,
      cursor: { id: BSON.Long.fromNumber(more.length > 0 ? id : 0), ns: 'erp.x', nextBatch: left.slice(0, size) },
    };
  }
}

const HELLO = {
  ...{ ok: 1, isWritablePrimary: true, ismaster: true, helloOk: true, minWireVersion: 0, maxWireVersion: 21 },
  ...{
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(0),
  },
  ...{ logicalSessionTimeoutMinutes: 30, connectionId: 1, readOnly: false },
};
const failed = (code: number, errmsg: string): Document => ({ ok: 0, code, codeName: 'x', errmsg });

const READ = { promoteValues: false, promoteLongs: false, promoteBuffers: true, useBigInt64: false } as const;

function commandIn(bytes: Buffer, code: number): Document {
  if (code === OP_QUERY) return BSON.deserialize(bytes.subarray(bytes.indexOf(0, 4) + 9), READ);
  const command = BSON.deserialize(bytes.subarray(5, 5 + bytes.readInt32LE(5)), READ);
  return command;
}

function message(request: number, answer: Document): Buffer {
  const body = BSON.serialize(answer);
  return framed(request, OP_MSG, [Buffer.alloc(5), Buffer.from(body)]);
}

function reply(request: number, answer: Document): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(1, 16);
  return framed(request, OP_REPLY, [head, Buffer.from(BSON.serialize(answer))]);
}

function framed(request: number, code: number, parts: Buffer[]): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + parts.reduce((sum, part) => sum + part.length, 0), 0);
  head.writeInt32LE(request, 8);
  head.writeInt32LE(code, 12);
  return Buffer.concat([head, ...parts]);
}

/** The server's side of SCRAM-SHA-256 (RFC 7677) for the account "reader". */
class SignIn {
  readonly #secret: string;
  #bare = '';
  #first = '';
  done = false;

  constructor(secret: string) {
    this.#secret = secret;
  }

  step({ payload }: Document): Document {
    const said = Buffer.from(payload.buffer ?? payload).toString();
    if (said.startsWith('n,,')) {
      this.#bare = said.slice(3);
      this.#first = `r=${/r=(.*)/.exec(this.#bare)![1]}server,s=${Buffer.from('salt').toString('base64')},i=15000`;
      return this.#say(this.#first, false);
    }
    const [withoutProof, proof] = said.split(',p=') as [string, string];
    const salted = pbkdf2Sync(this.#secret, 'salt', 15_000, 32, 'sha256');
    const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const text = `${this.#bare},${this.#first},${withoutProof}`;
    const clientKey = mac(salted, 'Client Key');
    const signature = mac(createHash('sha256').update(clientKey).digest(), text);
    const shown = Buffer.from(proof, 'base64').map((byte, at) => byte ^ signature[at]!);
    if (!this.#bare.startsWith('n=reader,') || !clientKey.equals(shown)) return failed(18, 'Authentication failed.');
    this.done = true;
    return this.#say(`v=${mac(mac(salted, 'Server Key'), text).toString('base64')}`, true);
  }

  #say = (text: string, done: boolean): Document => ({
    ok: 1,
    conversationId: 1,
    done,
    payload: new BSON.Binary(Buffer.from(text)),
  });
}

const ORDER = [
  'minKey',
  'null',
  'number',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'timestamp',
  'regex',
  'maxKey',
];
const CLASSES: Record<string, string> = {
  ObjectId: 'objectId',
  Long: 'number',
  Int32: 'number',
  Double: 'number',
  Decimal128: 'number',
  Binary: 'binData',
};

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  const plain: Record<string, string> = { string: 'string', number: 'number', bigint: 'number', boolean: 'bool' };
  return plain[typeof value] ?? CLASSES[(value as { _bsontype?: string })._bsontype ?? ''] ?? 'object';
}

/** As the manual says, "Comparison/Sort Order": by type first. */
function compare(a: unknown, b: unknown): number {
  const [x, y] = [typeOf(a), typeOf(b)];
  if (x !== y) return ORDER.indexOf(x) - ORDER.indexOf(y);
  if (x === 'null') return 0;
  const [p, q] = [comparable(a, x), comparable(b, y)];
  return p < q ? -1 : p > q ? 1 : 0;
}

function comparable(value: unknown, type: string): string | number {
  if (type === 'number') return Number(String((value as { value?: unknown }).value ?? value));
  if (type === 'date') return (value as Date).getTime();
  return type === 'objectId'
    ? (value as { toHexString(): string }).toHexString()
    : type === 'bool'
      ? Number(value)
      : String(value);
}

const fieldOf = (one: Document, path: string): unknown =>
  path in one
    ? one[path]
    : path.split('.').reduce<unknown>((value, name) => (value as Document | undefined)?.[name], one);

function fits(one: Document, filter: Document): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === '$and') return (wanted as Document[]).every((each) => fits(one, each));
    if (name === '$or') return (wanted as Document[]).some((each) => fits(one, each));
    const has = fieldOf(one, name);
    const isOperators = typeof wanted === 'object' && wanted !== null && Object.keys(wanted)[0]?.startsWith('$');
    return Object.entries((isOperators ? wanted : { $eq: wanted }) as Document).every(([operator, value]) =>
      meets(has, operator, value),
    );
  });
}

function meets(has: unknown, operator: string, value: unknown): boolean {
  const isOfType = typeOf(has) === typeOf(value);
  if (operator === '$eq') return compare(has, value) === 0;
  if (operator === '$ne') return compare(has, value) !== 0;
  if (operator === '$gt') return isOfType && compare(has, value) > 0;
  if (operator === '$gte') return isOfType && compare(has, value) >= 0;
  if (operator === '$type') return (value as string[]).includes(typeOf(has)) && has !== undefined;
  throw new Error(`the simulation knows no ${operator}`);
}

const byOrder = (sort: Document) => (a: Document, b: Document) =>
  Object.keys(sort).reduce((so, name) => so || compare(fieldOf(a, name), fieldOf(b, name)), 0);
