import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Malformed } from './kafka-bytes.ts';

/** Unpacked, a batch of records is no larger: brokers take a megabyte of it unless they are told otherwise. */
const MOST_BYTES = 128 * 1_048_576;

/** What producers pack batches with, by the number in their attributes. */
export function unpack(kind: number, bytes: Buffer): Buffer {
  const limit = { maxOutputLength: MOST_BYTES };
  try {
    if (kind === 0) return bytes;
    if (kind === 1) return gunzipSync(bytes, limit);
    if (kind === 2) return unpackSnappy(bytes);
    if (kind === 3) return unpackLz4(bytes);
    if (kind === 4) return zstdDecompressSync(bytes, limit);
  } catch (error) {
    throw new Malformed(`packed records that cannot be unpacked (${(error as Error).message})`);
  }
  throw new Malformed(`records packed in an unknown way (${kind})`);
}

/** Bytes that are written once and copied from themselves, up to a limit that is known beforehand. */
class Output {
  readonly bytes: Buffer;
  length = 0;

  constructor(size: number) {
    if (size > MOST_BYTES) throw new Malformed(`more than ${MOST_BYTES} bytes`);
    this.bytes = Buffer.alloc(size);
  }

  append(from: Buffer): void {
    if (this.length + from.length > this.bytes.length) throw new Malformed('more bytes than announced');
    this.length += from.copy(this.bytes, this.length);
  }

  /** What stands `distance` before the end, again; it may run into what it writes. */
  repeat(distance: number, count: number): void {
    const from = this.length - distance;
    if (distance === 0 || from < 0 || this.length + count > this.bytes.length)
      throw new Malformed('a copy from outside');
    for (let i = 0; i < count; i++) this.bytes[this.length + i] = this.bytes[from + i]!;
    this.length += count;
  }
}

const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);

/** As one block, or as Java does it: blocks after a header, each with its length. */
function unpackSnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(XERIAL)) return snappyBlock(bytes);
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = 16; at < bytes.length; ) {
    const length = bytes.readInt32BE(at);
    const block = snappyBlock(slice(bytes, at + 4, length));
    total += block.length;
    if (total > MOST_BYTES) throw new Malformed(`more than ${MOST_BYTES} bytes`);
    blocks.push(block);
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

/** https://github.com/google/snappy/blob/main/format_description.txt */
function snappyBlock(bytes: Buffer): Buffer {
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = byteAt(bytes, at++);
    if (shift > 28) throw new Malformed('a length of more than 32 bits');
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  const output = new Output(size);
  while (at < bytes.length) {
    const tag = byteAt(bytes, at++);
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >> 2;
      if (length >= 60) {
        const digits = length - 59;
        length = slice(bytes, at, digits).readUIntLE(0, digits);
        at += digits;
      }
      output.append(slice(bytes, at, length + 1));
      at += length + 1;
    } else if (kind === 1) output.repeat(((tag >> 5) << 8) | byteAt(bytes, at++), ((tag >> 2) & 7) + 4);
    else {
      const digits = kind === 2 ? 2 : 4;
      output.repeat(slice(bytes, at, digits).readUIntLE(0, digits), (tag >> 2) + 1);
      at += digits;
    }
  }
  if (output.length !== size) throw new Malformed('fewer bytes than announced');
  return output.bytes;
}

/** https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md; its checksums are left to those of Kafka and of TCP. */
function unpackLz4(bytes: Buffer): Buffer {
  if (slice(bytes, 0, 4).readUInt32LE() !== 0x184d2204) throw new Malformed('no LZ4 frame');
  const flags = byteAt(bytes, 4);
  const [hasBlockSums, hasSize, hasDictionary] = [flags & 0x10, flags & 0x08, flags & 0x01];
  const blockBytes = 1 << (8 + 2 * ((byteAt(bytes, 5) >> 4) & 7));
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  const blocks: { packed: boolean; bytes: Buffer }[] = [];
  for (;;) {
    const head = slice(bytes, at, 4).readUInt32LE();
    if (head === 0) break;
    const length = head & 0x7fffffff;
    blocks.push({ packed: head < 0x80000000, bytes: slice(bytes, at + 4, length) });
    at += 4 + length + (hasBlockSums ? 4 : 0);
  }
  // A block may refer to those before it, so all go into one output.
  const output = new Output(Math.min(MOST_BYTES, blocks.length * blockBytes));
  for (const block of blocks) block.packed ? lz4Block(block.bytes, output) : output.append(block.bytes);
  return output.bytes.subarray(0, output.length);
}

function lz4Block(bytes: Buffer, output: Output): void {
  let at = 0;
  const more = (length: number): number => {
    let total = length;
    for (let byte = length === 15 ? 255 : 0; byte === 255; total += byte) byte = byteAt(bytes, at++);
    return total;
  };
  while (at < bytes.length) {
    const token = byteAt(bytes, at++);
    const literals = more(token >> 4);
    output.append(slice(bytes, at, literals));
    at += literals;
    if (at >= bytes.length) return;
    const distance = slice(bytes, at, 2).readUInt16LE();
    at += 2;
    output.repeat(distance, more(token & 15) + 4);
  }
}

function slice(bytes: Buffer, at: number, length: number): Buffer {
  if (length < 0 || at + length > bytes.length) throw new Malformed('it is cut off');
  return bytes.subarray(at, at + length);
}

const byteAt = (bytes: Buffer, at: number): number => bytes[at] ?? cutOff();
function cutOff(): never {
  throw new Malformed('it is cut off');
}
