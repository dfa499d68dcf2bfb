import type { WireType } from './values.ts';

/** What a server answers (MS-TDS 2.2.7), as bytes. */
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const short = (text: string) => Buffer.concat([Buffer.from([text.length]), utf16(text)]);
const u16 = (value: number) => Buffer.from(Uint16Array.of(value).buffer);
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const sized = (token: number, body: Buffer) => Buffer.concat([Buffer.from([token]), u16(body.length), body]);

export const DONE = { more: 1, error: 2, count: 0x10, attention: 0x20 } as const;

/** `token`: 0xfd after a batch, 0xfe after a procedure, 0xff inside of one. */
export function done(token: 0xfd | 0xfe | 0xff, status: number, rows = 0): Buffer {
  const bytes = Buffer.alloc(13);
  bytes[0] = token;
  bytes.writeUInt16LE(status, 1);
  bytes.writeUInt16LE(0xc1, 3);
  bytes.writeBigUInt64LE(BigInt(rows), 5);
  return bytes;
}

export const errorToken = (number: number, message: string, severity = 16): Buffer =>
  sized(
    0xaa,
    Buffer.concat([
      ...[u32(number), Buffer.from([1, severity]), u16(message.length), utf16(message)],
      ...[short('STUB'), short(''), u32(1)],
    ]),
  );

/** A message of the sign-in by a domain. */
export const sspiToken = (message: Buffer): Buffer => sized(0xed, message);

/** Said as it is: a stub, with a version that no product has. */
export const signedIn = (database: string, packetBytes: number): Buffer =>
  Buffer.concat([
    sized(0xe3, Buffer.concat([Buffer.from([1]), short(database), short('master')])),
    sized(0xe3, Buffer.concat([Buffer.from([4]), short(String(packetBytes)), short('4096')])),
    sized(0xad, Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4]), short('TDS stub'), Buffer.from([0, 0, 0, 0])])),
    done(0xfd, 0),
  ]);

export interface WireColumn {
  readonly name: string;
  readonly type: WireType;
}

export const columnTokens = (columns: readonly WireColumn[]): Buffer =>
  Buffer.concat([
    ...[Buffer.from([0x81]), u16(columns.length)],
    ...columns.flatMap(({ name, type }) => [Buffer.from([0, 0, 0, 0, 9, 0, ...type.info]), short(name.slice(0, 128))]),
  ]);
