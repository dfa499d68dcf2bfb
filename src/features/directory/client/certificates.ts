import type { DetailedPeerCertificate } from '../../../platform/egress/index.ts';
import type { CertificateReport } from '../directory.ts';

/** From the server's own certificate upwards, as far as the server shows them. */
export function chainOf(certificate: DetailedPeerCertificate | null): CertificateReport[] {
  const chain: CertificateReport[] = [];
  const seen = new Set<string>();
  for (let at = certificate; at?.fingerprint256 && !seen.has(at.fingerprint256); at = at.issuerCertificate) {
    seen.add(at.fingerprint256);
    chain.push({
      subject: nameText(at.subject),
      issuer: nameText(at.issuer),
      names: (at.subjectaltname ?? '').split(', ').filter((name) => name !== ''),
      validFromMs: Date.parse(at.valid_from),
      validToMs: Date.parse(at.valid_to),
    });
  }
  return chain;
}

const nameText = (name: object): string =>
  Object.entries(name)
    .map(([type, value]) => `${type}=${String(value)}`)
    .join(', ');
