import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { AppError, invalid } from '#sdk';
import { megabytes } from './limits.ts';
import type { UnpackLimits } from './unpacked-chunks.ts';

export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
  readonly crc: number;
  readonly deflated: boolean;
  /** Of the entry's own header. */
  readonly offset: number;
}

const MOST_ENTRIES = 10_000;
const LONGEST_NAME = 1_000;
const END_BYTES = 22;
const FREE_BYTES = 64 << 20;

/**
 * A ZIP archive read by its directory (APPNOTE 6.3), an entry at a time, in a stream. Refused before anything is unpacked:
 * paths that lead elsewhere, links, encrypted, repeated or overlapping entries, more entries or longer names than any workbook
 * has. While unpacking: more bytes than the directory says, a ratio of a bomb, a checksum that is not right.
 * Faults: `import.damagedZip`, `import.hostileZip`, `import.encryptedZip`, `import.zipBomb` (too_large).
 */
export class ZipFile implements AsyncDisposable {
  readonly entries = new Map<string, ZipEntry>();
  private readonly path: string;
  private readonly file: FileHandle;
  private readonly size: number;

  private constructor(path: string, file: FileHandle, size: number) {
    this.path = path;
    this.file = file;
    this.size = size;
  }

  static async open(path: string): Promise<ZipFile> {
    const file = await open(path);
    const zip = new ZipFile(path, file, (await file.stat()).size);
    try {
      await zip.readDirectory();
      return zip;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.file.close();
  }

  private async read(at: number, length: number): Promise<Buffer> {
    if (at < 0 || length < 0 || at + length > this.size) damaged('it points behind its own end');
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await this.file.read(buffer, 0, length, at);
    if (bytesRead < length) damaged('it was cut off');
    return buffer;
  }

  private async readDirectory(): Promise<void> {
    const tail = await this.read(Math.max(0, this.size - END_BYTES - 65_535), Math.min(this.size, END_BYTES + 65_535));
    let at = tail.length - END_BYTES;
    while (at >= 0 && tail.readUInt32LE(at) !== 0x06054b50) at--;
    if (at < 0) damaged('its directory is missing: it was cut off');
    let [count, length, offset] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    if (at >= 20 && tail.readUInt32LE(at - 20) === 0x07064b50) {
      const end = await this.read(Number(tail.readBigUInt64LE(at - 12)), 56);
      if (end.readUInt32LE(0) !== 0x06064b50) damaged('its directory is broken');
      [count, length, offset] = [32, 40, 48].map((field) => Number(end.readBigUInt64LE(field))) as [
        number,
        number,
        number,
      ];
    }
    if (count > MOST_ENTRIES || length > MOST_ENTRIES * (46 + 2 * LONGEST_NAME))
      throw new AppError('too_large', 'import.hostileZip', `The archive has more than ${MOST_ENTRIES} entries.`);
    this.readEntries(await this.read(offset, length), count);
    this.refuseOverlaps(offset);
  }

  private readEntries(directory: Buffer, count: number): void {
    let at = 0;
    for (let i = 0; i < count; i++) {
      if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) damaged('its directory is broken');
      const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
      const next = at + 46 + nameBytes! + extraBytes! + commentBytes!;
      if (next > directory.length) damaged('its directory is broken');
      const name = directory.toString('utf8', at + 46, at + 46 + nameBytes!);
      const extra = directory.subarray(at + 46 + nameBytes!, at + 46 + nameBytes! + extraBytes!);
      this.add(name, entryOf(directory, at, name, extra));
      at = next;
    }
  }

  private add(name: string, entry: ZipEntry): void {
    if (name.length > LONGEST_NAME || name.includes('\0')) hostile('an entry has a name that none has');
    if (/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(name))
      hostile('an entry has a path that leads out of the archive');
    if (this.entries.has(name)) hostile(`two entries have the name "${name.slice(0, 100)}"`);
    this.entries.set(name, entry);
  }

  private refuseOverlaps(directory: number): void {
    const inOrder = [...this.entries.values()].sort((a, b) => a.offset - b.offset);
    inOrder.forEach(({ offset, name, packed }, i) => {
      const end = offset + 30 + Buffer.byteLength(name) + packed;
      if (end > (inOrder[i + 1]?.offset ?? directory)) hostile('entries lie over each other');
    });
  }

  /** The bytes of an entry, unpacked. */
  async *chunks(entry: ZipEntry, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
    const header = await this.read(entry.offset, 30);
    if (header.readUInt32LE(0) !== 0x04034b50) damaged('an entry does not begin where the directory says');
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (start + entry.packed > this.size) damaged('an entry ends behind the end of the file');
    if (entry.packed === 0) return;
    const packed = createReadStream(this.path, { start, end: start + entry.packed - 1, highWaterMark: 1 << 18 });
    const inflate = entry.deflated ? createInflateRaw({ chunkSize: 1 << 18 }) : null;
    if (inflate) packed.on('error', (error) => inflate.destroy(error));
    let [bytes, crc] = [0, 0];
    try {
      for await (const chunk of (inflate ? packed.pipe(inflate) : packed) as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        crc = crc32(chunk, crc);
        if (bytes > entry.unpacked) damaged('an entry is longer than the directory says');
        if (bytes > limits.maxUnpackedBytes) bomb(megabytes(limits.maxUnpackedBytes));
        if (bytes > FREE_BYTES && bytes > entry.packed * limits.maxUnpackRatio)
          bomb(`${limits.maxUnpackRatio} times its size`);
        yield chunk;
      }
    } catch (error) {
      if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) damaged((error as Error).message);
      throw error;
    } finally {
      packed.destroy();
      inflate?.destroy();
    }
    if (bytes !== entry.unpacked || crc !== entry.crc) damaged('the checksum of an entry is not right');
  }
}

function entryOf(directory: Buffer, at: number, name: string, extra: Buffer): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  if ((flags & 0x2041) !== 0)
    invalid('import.encryptedZip', 'The archive is encrypted. Save the file again without a password.');
  if (method !== 0 && method !== 8) damaged(`the entry "${name.slice(0, 100)}" is packed in a way that is not known`);
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  const type = mode & 0o170000;
  if (directory[at + 5] === 3 && type !== 0 && type !== 0o100000 && type !== 0o040000)
    hostile('an entry is a link or a device');
  let [packed, unpacked, offset] = [20, 24, 42].map((field) => directory.readUInt32LE(at + field)) as [
    number,
    number,
    number,
  ];
  const large = extraField(extra, 1);
  let place = 0;
  const wide = (value: number): number => {
    if (value !== 0xffffffff) return value;
    if (!large || place + 8 > large.length) damaged('its directory is broken');
    place += 8;
    return Number(large!.readBigUInt64LE(place - 8));
  };
  unpacked = wide(unpacked);
  packed = wide(packed);
  offset = wide(offset);
  return { name, packed, unpacked, crc: directory.readUInt32LE(at + 16), deflated: method === 8, offset };
}

function extraField(extra: Buffer, id: number): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

function damaged(what: string): never {
  return invalid('import.damagedZip', `The file is a damaged ZIP archive: ${what}.`);
}

function hostile(what: string): never {
  return invalid('import.hostileZip', `The archive is refused: ${what}.`);
}

function bomb(limit: string): never {
  const message = `Unpacked, the file is larger than ${limit}, the most that is taken. Save the sheet as CSV if that is right.`;
  throw new AppError('too_large', 'import.zipBomb', message);
}
