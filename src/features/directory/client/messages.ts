import { headerOf, Malformed, TAG } from './ber.ts';

/** The longest message that is taken: a group of half a million members in one answer. */
export const MAX_MESSAGE_BYTES = 64 * 1_048_576;

/** Cuts what a connection brings into whole messages, however the network cut it. */
export class MessageCutter {
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes of the message that is under way; null: its header is not complete. */
  #needed: number | null = null;

  /** True where nothing of a message has come. */
  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** The messages that are complete with these bytes. Throws {@link Malformed} where no message can begin, or one is too long. */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      this.#needed ??= this.#neededBytes();
      if (this.#needed === null || this.#size < this.#needed) return;
      const bytes = this.#joined();
      const rest = bytes.subarray(this.#needed);
      const message = bytes.subarray(0, this.#needed);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#size = rest.length;
      this.#needed = null;
      yield message;
    }
  }

  #neededBytes(): number | null {
    if (this.#size === 0) return null;
    const start = (this.#chunks[0] as Buffer).length >= 6 ? (this.#chunks[0] as Buffer) : this.#joined();
    if (start[0] !== TAG.sequence) throw new Malformed('no message begins where one must');
    const header = headerOf(start);
    if (header && header.length > MAX_MESSAGE_BYTES) throw new Malformed(`a message of ${header.length} bytes`);
    return header && header.size + header.length;
  }

  /** Joined once for each message, not once for each piece. */
  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Buffer;
  }
}
