/** An answer that breaks the rules of the protocol. The connection it came by is not used any more. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/**
 * Reads one value after another out of bytes encoded by the basic encoding rules, as far as LDAP uses them (RFC 4511, 5.1: definite
 * lengths only). Every length must fit into what holds it, and nothing may be left over; anything else is {@link Malformed}.
 */
export class Ber {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The tag of the next value. */
  get tag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The content of the next value, which must have this tag. */
  content(tag: number): Buffer {
    if (this.tag !== tag) throw new Malformed(`tag ${this.tag} where ${tag} belongs`);
    const header = headerOf(this.#bytes.subarray(this.#at));
    if (!header || this.#at + header.size + header.length > this.#bytes.length)
      throw new Malformed('a value is cut off');
    const start = this.#at + header.size;
    this.#at = start + header.length;
    return this.#bytes.subarray(start, this.#at);
  }

  inside(tag: number): Ber {
    return new Ber(this.content(tag));
  }

  text(tag: number = TAG.octetString): string {
    return this.content(tag).toString('utf8');
  }

  /** INTEGER or ENUMERATED of at most 31 bits, which is all that LDAP has. */
  integer(tag: number = TAG.integer): number {
    const bytes = this.content(tag);
    if (bytes.length === 0 || bytes.length > 4) throw new Malformed(`a number of ${bytes.length} bytes`);
    return bytes.readIntBE(0, bytes.length);
  }

  /** Goes over the next value, whatever it is. */
  skip(): void {
    if (this.tag === undefined) throw new Malformed('a value is missing');
    this.content(this.tag);
  }

  /** Throws where something is left. */
  end(): void {
    if (!this.isAtEnd) throw new Malformed('something is left over');
  }
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Size of tag and length, and the length of the content; null: more bytes are needed to tell. */
export function headerOf(bytes: Buffer): { size: number; length: number } | null {
  const first = bytes[1];
  if (bytes[0] === undefined || first === undefined) return null;
  if ((bytes[0] & 0x1f) === 0x1f) throw new Malformed('a tag of several bytes');
  if (first < 0x80) return { size: 2, length: first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new Malformed(`a length of ${count} bytes`);
  return bytes.length < 2 + count ? null : { size: 2 + count, length: bytes.readUIntBE(2, count) };
}
