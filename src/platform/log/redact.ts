import { AppError, type FaultDetail } from '#sdk';

const REDACTED = '[redacted]';
/** Shorter registered values would blank out innocent text. */
const MIN_SECRET_CHARS = 4;
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_CHARS = 8192;

// "token", "accessToken", "X-Api-Key", "set-cookie", "password_hash" …
const SECRET_NAME =
  /pass(word|wd|phrase|code)|secret|token|authorization|cookie|credential|csrf|otp\b|(api|private|master|signing)[-_]?key/i;

/** Keeps secrets out of what is written: by the name of a field, and by registered values wherever they stand. */
export interface Redactor {
  /** From now on this value is blanked, also inside longer texts, URL-encoded, or as base64. */
  register(secret: string): void;
  /** Plain data of bounded depth and size without secrets; errors become their name, code, message and stack. */
  clean(value: unknown, name?: string): unknown;
}

export function redactor(secrets: Iterable<string> = []): Redactor {
  const forms = new Set<string>();
  const text = (s: string): string => {
    let out = s;
    for (const form of forms) if (out.includes(form)) out = out.replaceAll(form, REDACTED);
    return out.length > MAX_CHARS ? `${out.slice(0, MAX_CHARS)}… (${out.length} characters)` : out;
  };
  const clean = (value: unknown, name: string, depth: number): unknown => {
    if (value === null || value === undefined || typeof value === 'boolean') return value;
    if (SECRET_NAME.test(name)) return REDACTED;
    if (typeof value === 'string') return text(value);
    // NaN and the infinities would become null in JSON.
    if (typeof value === 'number') return forms.size > 0 || !Number.isFinite(value) ? number(value, text) : value;
    if (typeof value !== 'object') return text(String(value));
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
    if (depth >= MAX_DEPTH) return '[…]';
    if (value instanceof Error) return clean(errorData(value), name, depth + 1);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    const items = value instanceof Set ? [...value] : value;
    if (Array.isArray(items)) return items.slice(0, MAX_ITEMS).map((item) => clean(item, '', depth + 1));
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    const out: Record<string, unknown> = {};
    for (const [key, item] of entries.slice(0, MAX_ITEMS)) out[text(String(key))] = clean(item, String(key), depth + 1);
    return out;
  };
  const register = (secret: string) => {
    if (secret.length < MIN_SECRET_CHARS) return;
    const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
    for (const form of [secret, encodeURIComponent(secret), base64, Buffer.from(secret).toString('base64url')])
      forms.add(form);
  };
  for (const secret of secrets) register(secret);
  return { register, clean: (value, name = '') => clean(value, name, 0) };
}

/** A secret may be a number too. */
function number(value: number, text: (s: string) => string): unknown {
  const shown = text(String(value));
  return shown === String(value) && Number.isFinite(value) ? value : shown;
}

/** Values of rows are in no log: neither those of findings, nor findings that may quote them. */
const withoutValue = ({ value: _, ...finding }: FaultDetail): FaultDetail => finding;

function errorData(error: Error): Record<string, unknown> {
  const { fault, code, cause } = error as Error & Record<string, unknown>;
  const details = error instanceof AppError && error.whole === null ? error.details.map(withoutValue) : undefined;
  return { name: error.name, fault, code, message: error.message, details, stack: error.stack, cause };
}
