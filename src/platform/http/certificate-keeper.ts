import { AppError } from '#sdk';
import type { Clock } from '../clock.ts';
import { type Certificate, demandCurrent, readCertificate } from './certificate.ts';
import type { HttpLog } from './http-parts.ts';

/** From so long before its end on, the log says each day that a certificate will be over. */
export const ENDS_SOON_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;

export interface CertificateParts {
  /** Asked for at each look; null: no TLS. */
  readonly files: () => { readonly cert: string; readonly key: string } | null;
  readonly clock: Clock;
  readonly log: HttpLog;
}

/** The certificate that is in use, and the way to a newer one without a restart. */
export class CertificateKeeper {
  readonly #parts: CertificateParts;
  #current: Certificate | null = null;
  /** What the files held at the last look, good or not: a broken certificate is told once. */
  #seen = '';
  #warnedAtMs = Number.NEGATIVE_INFINITY;
  #use: (certificate: Certificate) => void = () => {};

  constructor(parts: CertificateParts) {
    this.#parts = parts;
  }

  get current(): Certificate | null {
    return this.#current;
  }

  /** The first look, before the port opens: what cannot be used is a fault; one that is over is used, and said. */
  async open(): Promise<Certificate | null> {
    const files = this.#parts.files();
    if (!files) return null;
    this.#current = await readCertificate(files.cert, files.key);
    this.#seen = seenOf(this.#current);
    this.#warn();
    return this.#current;
  }

  /** From now on `use` is handed each newer certificate. */
  follow(use: (certificate: Certificate) => void): void {
    this.#use = use;
  }

  /** Looks at the files. What is new and good is taken over; what is not leaves the old one in its place, and says why. */
  async look(): Promise<void> {
    const files = this.#parts.files();
    if (!files || !this.#current) return;
    const found = await readCertificate(files.cert, files.key).catch(asFault);
    const state = found instanceof AppError ? found.message : seenOf(found);
    if (state !== this.#seen) this.#take(found, this.#current);
    this.#seen = state;
    this.#warn();
  }

  #take(found: Certificate | AppError, current: Certificate): void {
    const { clock, log } = this.#parts;
    try {
      if (found instanceof AppError) throw found;
      if (seenOf(found) === seenOf(current)) return;
      demandCurrent(found, clock.now());
      this.#use(found);
      this.#current = found;
      log.info('tls.reloaded', aboutOf(found));
    } catch (error) {
      log.error('tls.notReloaded', { reason: asFault(error).message, kept: aboutOf(current) });
    }
  }

  #warn(): void {
    const { clock, log } = this.#parts;
    const now = clock.now();
    const left = (this.#current?.chain[0].endsAtMs ?? Number.POSITIVE_INFINITY) - now;
    if (left > ENDS_SOON_MS || now - this.#warnedAtMs < DAY_MS) return;
    this.#warnedAtMs = now;
    log.warn(left > 0 ? 'tls.endsSoon' : 'tls.over', {
      days_left: Math.floor(left / DAY_MS),
      ...aboutOf(this.#current!),
    });
  }
}

const seenOf = ({ cert, key }: Certificate): string => `${cert}\n${key}`;
function asFault(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'tls.defect', String(error));
}

const aboutOf = ({ chain: [own] }: Certificate) => ({
  ...{ subject: own.subject, fingerprint: own.fingerprint, ends_at: new Date(own.endsAtMs).toISOString() },
});
