import { argon2, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { invalid, type Static, Type, Value } from '#sdk';

/** Key files by their names in a data folder, as `secrets.key`: base64. */
export type KeyFiles = Readonly<Record<string, string>>;

const FORMAT = 'adit-keys-v1';
const LEAST_PASSPHRASE = 15;

/** The second choice of RFC 9106, for where 2 GiB are too much. */
const COST = { memory_kib: 65_536, passes: 3, lanes: 4 } as const;

const KEY_FILE = '^[a-z0-9-]{1,60}\\.key$';
const base64 = (bytes: number) => Type.String({ pattern: `^[A-Za-z0-9+/]{${Math.ceil((bytes * 4) / 3)}}=*$` });

/** The file. What it says of itself is authenticated with the rest; the limits keep a forged one from using up the machine. */
const Backup = Type.Object(
  {
    format: Type.Literal(FORMAT),
    made: Type.String({ maxLength: 40 }),
    files: Type.Array(Type.String({ pattern: KEY_FILE }), { maxItems: 1000 }),
    kdf: Type.Object(
      {
        name: Type.Literal('argon2id'),
        memory_kib: Type.Integer({ minimum: 19_456, maximum: 1_048_576 }),
        passes: Type.Integer({ minimum: 1, maximum: 20 }),
        lanes: Type.Integer({ minimum: 1, maximum: 16 }),
        salt: base64(16),
      },
      { additionalProperties: false },
    ),
    cipher: Type.Literal('aes-256-gcm'),
    nonce: base64(12),
    tag: base64(16),
    sealed: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 1_000_000 }),
  },
  { additionalProperties: false },
);

const Keys = Type.Record(Type.String({ pattern: KEY_FILE }), base64(32), { additionalProperties: false });

/** The keys under a passphrase, as the text of a file. */
export async function sealKeys(keys: KeyFiles, passphrase: string, made: string): Promise<string> {
  if (passphrase.length < LEAST_PASSPHRASE)
    invalid(
      'secrets.shortPassphrase',
      `The passphrase has ${passphrase.length} characters; it needs at least ${LEAST_PASSPHRASE}: whoever finds the file may try as long as they like.`,
    );
  const nonce = randomBytes(12);
  const salt = randomBytes(16);
  const kdf = { name: 'argon2id', ...COST, salt: salt.toString('base64') } as const;
  const head = { format: FORMAT, made, files: Object.keys(keys), kdf, cipher: 'aes-256-gcm' } as const;
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, kdf), nonce).setAAD(bound(head));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(keys)), cipher.final()]);
  const parts = { nonce, tag: cipher.getAuthTag(), sealed };
  const encoded = Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64')]);
  return `${JSON.stringify({ ...head, ...Object.fromEntries(encoded) }, null, 2)}\n`;
}

/** The keys again. A wrong passphrase and a changed file look alike. */
export async function openKeys(text: string, passphrase: string): Promise<KeyFiles> {
  const backup = parseBackup(text);
  const key = await derive(passphrase, backup.kdf);
  const bytes = (part: string) => Buffer.from(part, 'base64');
  let keys: unknown;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes(backup.nonce), { authTagLength: 16 });
    decipher.setAAD(bound(backup)).setAuthTag(bytes(backup.tag));
    keys = JSON.parse(Buffer.concat([decipher.update(bytes(backup.sealed)), decipher.final()]).toString());
  } catch {
    return invalid('secrets.wrongPassphrase', 'The passphrase is wrong, or the file was changed.');
  }
  return Value.Check(Keys, keys) ? keys : noBackup();
}

type Head = Omit<Static<typeof Backup>, 'nonce' | 'tag' | 'sealed'>;
type Kdf = Head['kdf'];

/** What the file says of itself, in one fixed form. */
const bound = ({ format, made, files, kdf, cipher }: Head): Buffer =>
  Buffer.from(JSON.stringify([format, made, files, kdf.name, kdf.memory_kib, kdf.passes, kdf.lanes, kdf.salt, cipher]));

function parseBackup(text: string): Static<typeof Backup> {
  try {
    const value: unknown = JSON.parse(text);
    if (Value.Check(Backup, value)) return value;
  } catch {
    // said below
  }
  return noBackup();
}

const noBackup = (): never =>
  invalid('secrets.noKeyBackup', 'The file is no copy of keys that "adit secrets export-keys" wrote.');

function derive(passphrase: string, { memory_kib, passes, lanes, salt }: Kdf): Promise<Buffer> {
  const parameters = {
    ...{ message: passphrase.normalize('NFC'), nonce: Buffer.from(salt, 'base64') },
    ...{ memory: memory_kib, passes, parallelism: lanes, tagLength: 32 },
  };
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
