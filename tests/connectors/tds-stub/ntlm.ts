import { createHmac } from 'node:crypto';

/** The server's side of NTLM version 2 (MS-NLMP 3.3.2), as far as a sign-in needs it. */
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

/** What is told of the domain, in pairs: its NetBIOS name, and an end. */
const target = (domain: string) => {
  const name = utf16(domain);
  return Buffer.concat([Buffer.from(Uint16Array.of(2, name.length).buffer), name, Buffer.alloc(4)]);
};

/** Type 2: a challenge of eight bytes. */
export function ntlmChallenge(nonce: Buffer, domain: string): Buffer {
  const name = utf16(domain);
  const info = target(domain);
  const head = Buffer.alloc(56);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(name.length, 12);
  head.writeUInt16LE(name.length, 14);
  head.writeUInt32LE(56, 16);
  head.writeUInt32LE(0x0081_8205, 20);
  nonce.copy(head, 24);
  head.writeUInt16LE(info.length, 40);
  head.writeUInt16LE(info.length, 42);
  head.writeUInt32LE(56 + name.length, 44);
  return Buffer.concat([head, name, info]);
}

/** Type 3: who answers, and whether the answer to the challenge proves the secret. */
export function ntlmAnswer(message: Buffer, { nonce, secret }: { nonce: Buffer; secret: string }) {
  const piece = (at: number) => {
    const from = message.readUInt32LE(at + 4);
    return message.subarray(from, from + message.readUInt16LE(at));
  };
  const domain = piece(28).toString('utf16le');
  const user = piece(36).toString('utf16le');
  const from = message.readUInt32LE(24);
  const proof = message.subarray(from, from + 16);
  const hash = new Bun.CryptoHasher('md4').update(utf16(secret)).digest();
  const key = createHmac('md5', hash)
    .update(utf16(user.toUpperCase() + domain.toUpperCase()))
    .digest();
  const expected = createHmac('md5', key)
    .update(Buffer.concat([nonce, message.subarray(from + 16)]))
    .digest();
  return { domain, user, proves: expected.equals(proof) };
}
