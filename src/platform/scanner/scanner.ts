/** What a scanner says of a file; `signature` is what it found, in its own words. */
export type Verdict = { readonly infected: false } | { readonly infected: true; readonly signature: string };

/** Looks at a file. Whatever keeps it from a verdict is thrown: no verdict is never a good one. */
export interface Scanner {
  /** As the page and the audit log call it. */
  readonly name: string;
  scan(path: string): Promise<Verdict>;
}

const MAX_SIGNATURE_CHARS = 200;

/** What others wrote, made fit to be shown. */
export const signatureOf = (said: string): string =>
  said
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .trim()
    .slice(0, MAX_SIGNATURE_CHARS) || 'unnamed';
