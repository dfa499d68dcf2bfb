import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { invalid } from '#sdk';

/** What one certificate of a chain says of itself. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Names and addresses it is good for. */
  readonly names: readonly string[];
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** SHA-256 of it, in pairs of hexadecimal digits. */
  readonly fingerprint: string;
  /** Kind and size of its key: `ec prime256v1`, `rsa 3072`. */
  readonly key: string;
}

/** A certificate with its key, ready to be used; PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** The server's own first, then who vouches for whom. */
  readonly chain: readonly [CertificateFacts, ...CertificateFacts[]];
}

/** Reads the two files. A chain that does not hold together, or a key that is another's, is a fault that names the file. */
export async function readCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const [cert, key] = await Promise.all([textOf(certFile), textOf(keyFile)]);
  const found = certificatesIn(cert, certFile);
  const own =
    found[0] ?? invalid('tls.noCertificate', `"${certFile}" (server.tls.cert_file) holds no certificate in PEM.`);
  if (!own.checkPrivateKey(privateKey(key, keyFile)))
    invalid('tls.otherKey', `The key in "${keyFile}" does not belong to the first certificate in "${certFile}".`);
  found.forEach((certificate, i) => {
    const next = found[i + 1];
    if (next && !(certificate.checkIssued(next) && certificate.verify(next.publicKey)))
      invalid(
        'tls.brokenChain',
        `In "${certFile}", certificate ${i + 2} (${oneLine(next.subject)}) did not sign certificate ${i + 1} (${oneLine(certificate.subject)}). Put the server's own first, then who signed it, and so on.`,
      );
  });
  return { cert, key, chain: found.map(factsOf) as [CertificateFacts, ...CertificateFacts[]] };
}

/** A certificate that is over, or not good yet, is refused: browsers would refuse it too. */
export function demandCurrent({ chain: [own] }: Certificate, nowMs: number): void {
  const when = (ms: number) => new Date(ms).toISOString();
  if (own.endsAtMs <= nowMs) invalid('tls.over', `The certificate of ${own.subject} ended at ${when(own.endsAtMs)}.`);
  if (own.startsAtMs > nowMs)
    invalid('tls.notYet', `The certificate of ${own.subject} is good only from ${when(own.startsAtMs)}.`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return invalid('tls.unreadable', `"${file}" cannot be read (${(error as { code?: string }).code}).`);
  }
}

function certificatesIn(pem: string, file: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return invalid('tls.notPem', `A certificate in "${file}" (server.tls.cert_file) is damaged.`);
  }
}

function privateKey(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The parser's message may quote what it read.
    return invalid(
      'tls.noKey',
      `"${file}" (server.tls.key_file) holds no private key in PEM, or one with a passphrase.`,
    );
  }
}

const oneLine = (name: string): string => name.split('\n').join(', ');

function factsOf(certificate: X509Certificate): CertificateFacts {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const size = asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength ?? '';
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: (certificate.subjectAltName ?? '')
      .split(', ')
      .flatMap((name) => name.replace(/^(DNS|IP Address):/, '') || []),
    startsAtMs: Date.parse(certificate.validFrom),
    endsAtMs: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    key: `${asymmetricKeyType} ${size}`.trim(),
  };
}
