const FIRST_SLOTS = 64;
const FIRST_HEAP = 1024;

/**
 * Start of the hash that {@link ByteDictionary.code} expects: `h = Math.imul(h ^ byte, HASH_STEP)` for every byte. Another
 * one in every process, so that no file can be made of texts that collide; no code and no result depends on it.
 */
export const HASH_START = (Math.random() * 2 ** 32) | 0;
export const HASH_STEP = 0x01000193;

/** FNV-1a of a piece of bytes, 32 bits, from that start. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, HASH_STEP);
  return hash;
}

/**
 * Distinct UTF-8 texts, numbered 1, 2, 3 … in order of first appearance; kept as bytes in one growing heap, so that a
 * value seen before costs one comparison and no string. Code 0 is never given: it stands for "missing".
 */
export class ByteDictionary {
  size = 0;
  private slots = new Int32Array(FIRST_SLOTS);
  private hashes = new Int32Array(FIRST_SLOTS);
  private starts = new Uint32Array(FIRST_SLOTS + 1);
  private heap = new Uint8Array(FIRST_HEAP);
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** The code of `bytes[start … end)`, whose hash is given; a new one when not seen before; 0 when it is no UTF-8. */
  code(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { slots, hashes, starts, heap } = this;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let code = slots[slot]!; code !== 0; code = slots[slot]!) {
      if (hashes[code] === hash) {
        const at = starts[code]!;
        if (starts[code + 1]! - at === length) {
          let i = 0;
          while (i < length && heap[at + i] === bytes[start + i]) i++;
          if (i === length) return code;
        }
      }
      slot = (slot + 1) & mask;
    }
    return this.add(bytes, start, end, hash, slot);
  }

  /** The text of a code. */
  text(code: number): string {
    return this.decoder.decode(this.heap.subarray(this.starts[code]!, this.starts[code + 1]!));
  }

  /** All texts, place = code; place 0 is ''. */
  texts(): string[] {
    return Array.from({ length: this.size + 1 }, (_, code) => (code === 0 ? '' : this.text(code)));
  }

  /** Forgets everything and gives the memory back; codes start at 1 again. */
  clear(): void {
    this.size = 0;
    this.slots = new Int32Array(FIRST_SLOTS);
    this.hashes = new Int32Array(FIRST_SLOTS);
    this.starts = new Uint32Array(FIRST_SLOTS + 1);
    this.heap = new Uint8Array(FIRST_HEAP);
  }

  private add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    if (!this.isUtf8(bytes, start, end)) return 0;
    const code = ++this.size;
    const at = this.starts[code]!;
    if (at + end - start > this.heap.length) {
      const longer = new Uint8Array(Math.max(this.heap.length * 2, at + end - start));
      longer.set(this.heap);
      this.heap = longer;
    }
    this.heap.set(bytes.subarray(start, end), at);
    this.starts[code + 1] = at + end - start;
    this.hashes[code] = hash;
    this.slots[slot] = code;
    if ((code + 1) * 2 >= this.slots.length) this.grow();
    return code;
  }

  private isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
    let i = start;
    while (i < end && bytes[i]! < 0x80) i++;
    if (i === end) return true;
    try {
      this.decoder.decode(bytes.subarray(start, end));
      return true;
    } catch {
      // The decoder's only way to say "not UTF-8".
      return false;
    }
  }

  private grow(): void {
    const room = this.slots.length * 2;
    const hashes = new Int32Array(room);
    hashes.set(this.hashes);
    const starts = new Uint32Array(room + 1);
    starts.set(this.starts);
    const slots = new Int32Array(room);
    for (let code = 1; code <= this.size; code++) {
      let slot = (hashes[code]! ^ (hashes[code]! >>> 15)) & (room - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (room - 1);
      slots[slot] = code;
    }
    this.slots = slots;
    this.hashes = hashes;
    this.starts = starts;
  }
}
