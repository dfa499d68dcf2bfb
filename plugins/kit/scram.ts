import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const stretch = promisify(pbkdf2);

export type ScramHash = 'sha256' | 'sha512';

/** Fewer rounds (RFC 7677 asks for 4096 at least) would give the password away; many more would keep us busy for a server that means harm. */
const [FEWEST_ROUNDS, MOST_ROUNDS] = [4_096, 10_000_000];

/** The client's side of SCRAM (RFC 5802, RFC 7677), without channel binding. Throws with what is wrong with the server. */
export class Scram {
  readonly #hash: ScramHash;
  readonly #password: string;
  readonly #nonce: string;
  readonly #bare: string;
  #signature: Buffer | null = null;

  constructor(hash: ScramHash, user: string, password: string, nonce = randomBytes(24).toString('base64')) {
    [this.#hash, this.#password, this.#nonce] = [hash, password, nonce];
    this.#bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  }

  first(): string {
    return `n,,${this.#bare}`;
  }

  async final(serverFirst: string): Promise<string> {
    const { r: nonce = '', s: salt = '', i = '' } = partsOf(serverFirst);
    const rounds = Number(i);
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce) throw new Error('it does not answer what we asked');
    if (!(rounds >= FEWEST_ROUNDS && rounds <= MOST_ROUNDS)) throw new Error(`it asks for ${i.slice(0, 20)} rounds`);
    const length = this.#hash === 'sha256' ? 32 : 64;
    const salted = await stretch(
      this.#password.normalize('NFKC'),
      Buffer.from(salt, 'base64'),
      rounds,
      length,
      this.#hash,
    );
    const clientKey = this.#mac(salted, 'Client Key');
    const withoutProof = `c=biws,r=${nonce}`;
    const message = `${this.#bare},${serverFirst},${withoutProof}`;
    const proof = this.#mac(createHash(this.#hash).update(clientKey).digest(), message);
    for (let at = 0; at < proof.length; at++) proof[at]! ^= clientKey[at]!;
    this.#signature = this.#mac(this.#mac(salted, 'Server Key'), message);
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  /** The server knows the password, too. */
  verify(serverFinal: string): void {
    const { v = '', e } = partsOf(serverFinal);
    if (e !== undefined) throw new Error(e.slice(0, 200));
    const said = Buffer.from(v, 'base64');
    const signature = this.#signature;
    if (!signature || said.length !== signature.length || !timingSafeEqual(said, signature))
      throw new Error('it does not know the password itself');
  }

  #mac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest();
  }
}

const partsOf = (message: string): Record<string, string | undefined> =>
  Object.fromEntries(message.split(',').map((part) => [part[0] ?? '', part.slice(2)]));
