import { createSecureContext, getCACertificates, rootCertificates, type SecureContext } from 'node:tls';

/** What a TLS connection is made with, beside the target. */
export interface TlsMaterial {
  /** Authorities beside those of the system: PEM texts. */
  readonly ca?: readonly string[];
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** A certificate of ours, and its key: PEM texts. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** Whose certificates are believed: the authorities of this machine (else those that come with the program), and private ones. */
export class Trust {
  readonly ca: readonly string[];
  #plain: SecureContext | null = null;
  /** The last one with other authorities: who asks again and again asks with the same. */
  #other: { ca: string; context: SecureContext } | null = null;

  constructor(privateCa: readonly string[]) {
    this.ca = [...authoritiesOfThisMachine(), ...privateCa];
  }

  /** Reading some hundred certificates takes milliseconds: what needs nothing special shares one context. */
  contextFor(material: TlsMaterial): SecureContext {
    const { ca, minVersion = 'TLSv1.2', client } = material;
    if (!ca && !client && minVersion === 'TLSv1.2') {
      this.#plain ??= createSecureContext({ ca: [...this.ca], minVersion });
      return this.#plain;
    }
    if (ca && !client && minVersion === 'TLSv1.2') return this.#withAuthorities(ca);
    return createSecureContext({
      ca: ca ? [...authoritiesOfThisMachine(), ...ca] : [...this.ca],
      ...{ minVersion, ...client },
    });
  }

  #withAuthorities(ca: readonly string[]): SecureContext {
    const text = ca.join('\n');
    if (this.#other?.ca !== text)
      this.#other = {
        ca: text,
        context: createSecureContext({ ca: [...authoritiesOfThisMachine(), ...ca], minVersion: 'TLSv1.2' }),
      };
    return this.#other.context;
  }
}

let known: readonly string[] | null = null;

function authoritiesOfThisMachine(): readonly string[] {
  if (!known) {
    const installed = getCACertificates('system');
    known = installed.length > 0 ? installed : rootCertificates;
  }
  return known;
}
