/** Packets of the Tabular Data Stream (MS-TDS 2.2.3.1): eight bytes of head, then a piece of a message. */
export const PACKET = { batch: 1, rpc: 3, answer: 4, attention: 6, login: 0x10, sspi: 0x11, preLogin: 0x12 } as const;

const HEAD = 8;
const END_OF_MESSAGE = 1;
/** The client cut its own message off: it is no query any more. */
const IGNORE = 2;

export interface Message {
  readonly type: number;
  readonly body: Buffer;
  readonly ignored: boolean;
}

/** Puts packets together as their bytes arrive. */
export class MessageReader {
  #bytes: Buffer = Buffer.alloc(0);
  #pieces: Buffer[] = [];

  push(bytes: Buffer): readonly Message[] {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    const messages: Message[] = [];
    for (let message = this.#next(); message !== undefined; message = this.#next())
      if (message !== 'piece') messages.push(message);
    return messages;
  }

  /** What is left, and is TLS: the client speaks without packets now. */
  tlsRecords(): Buffer {
    if (!isTlsRecord(this.#bytes)) return Buffer.alloc(0);
    const rest = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return rest;
  }

  #next(): Message | 'piece' | undefined {
    const bytes = this.#bytes;
    // A TLS record in the place of a packet: what comes from now on is encrypted.
    if (bytes.length < HEAD || isTlsRecord(bytes)) return undefined;
    const length = bytes.readUInt16BE(2);
    if (bytes.length < length) return undefined;
    this.#pieces.push(bytes.subarray(HEAD, length));
    this.#bytes = bytes.subarray(length);
    const status = bytes[1]!;
    if ((status & END_OF_MESSAGE) === 0) return 'piece';
    const body = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return { type: bytes[0]!, body, ignored: (status & IGNORE) !== 0 };
  }
}

export const isTlsRecord = (bytes: Buffer): boolean =>
  bytes.length > 1 && bytes[0]! >= 0x14 && bytes[0]! <= 0x17 && bytes[1] === 3;

/** A message cut into packets. `packetBytes`: as agreed at the sign-in. */
export function packets(type: number, body: Buffer, packetBytes = 4096): Buffer {
  const room = packetBytes - HEAD;
  const count = Math.max(1, Math.ceil(body.length / room));
  const out = Buffer.alloc(body.length + count * HEAD);
  for (let at = 0, n = 0; n < count; n += 1) {
    const piece = body.subarray(n * room, (n + 1) * room);
    out[at] = type;
    out[at + 1] = n === count - 1 ? END_OF_MESSAGE : 0;
    out.writeUInt16BE(piece.length + HEAD, at + 2);
    out[at + 6] = (n + 1) & 255;
    piece.copy(out, at + HEAD);
    at += piece.length + HEAD;
  }
  return out;
}

/** An answer to a pre-login: version, encryption (2: there is none; 3: it is demanded), end of list. */
export const preLogin = (encryption: 2 | 3): Buffer =>
  packets(PACKET.answer, Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, encryption]));
