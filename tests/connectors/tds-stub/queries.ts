/** What a client sends: who it is, and calls of sp_executesql. */
export interface SignIn {
  readonly user: string;
  readonly secret: string;
  readonly database: string;
  readonly readOnly: boolean;
  readonly packetBytes: number;
  /** Of a domain: a message of NTLM in the place of a secret. */
  readonly integrated: boolean;
}

/** LOGIN7 (MS-TDS 2.2.6.4). */
export function signInOf(body: Buffer): SignIn {
  const piece = (at: number) => {
    const from = body.readUInt16LE(at);
    return body.subarray(from, from + body.readUInt16LE(at + 2) * 2);
  };
  return {
    user: piece(40).toString('utf16le'),
    secret: Buffer.from(piece(44).map(unveiled)).toString('utf16le'),
    database: piece(68).toString('utf16le'),
    readOnly: (body[26]! & 0x20) !== 0,
    packetBytes: body.readUInt32LE(8),
    integrated: (body[25]! & 0x80) !== 0,
  };
}

/** Passwords are not encrypted by TDS: halves of each byte are swapped, and some bits. */
function unveiled(byte: number): number {
  const turned = byte ^ 0xa5;
  return ((turned << 4) | (turned >> 4)) & 255;
}

/** The statement of a remote call of sp_executesql: its first parameter, and the only one here. */
export function callOf(body: Buffer): string {
  let at = body.readUInt32LE(0);
  if (body.readUInt16LE(at) !== 0xffff || body.readUInt16LE(at + 2) !== 10)
    throw new Error('only sp_executesql is known here');
  // Its number and its options; a name, a status; a type of seven bytes and more.
  at += 6;
  at += 2 + body[at]! * 2;
  if (body[at] !== 0xe7) throw new Error('the statement is no nvarchar');
  const isLong = body.readUInt16LE(at + 1) === 0xffff;
  at += 8;
  if (!isLong) return body.subarray(at + 2, at + 2 + body.readUInt16LE(at)).toString('utf16le');
  const pieces: Buffer[] = [];
  at += 8;
  for (let size = body.readUInt32LE(at); size > 0; size = body.readUInt32LE(at)) {
    pieces.push(body.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return Buffer.concat(pieces).toString('utf16le');
}

/** SQL of a batch: all that follows its headers. */
export const batchOf = (body: Buffer): string => body.subarray(body.readUInt32LE(0)).toString('utf16le');
