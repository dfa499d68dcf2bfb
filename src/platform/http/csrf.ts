import { AppError } from '#sdk';
import { sameSecret } from '../secret-text.ts';
import type { RequestOrigin } from './origin.ts';

/**
 * An unsafe request that is carried by a cookie must come from our own pages: the browser says so (`Sec-Fetch-Site`, `Origin`), and the
 * request carries what a foreign page cannot send: a header of ours (API, htmx) or the form's hidden token.
 */
export function checkSameSite(request: Request, origin: RequestOrigin): void {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') refuse();
  const from = request.headers.get('origin');
  if (from !== null && from !== origin.site) refuse();
}

/**
 * What is only read may be opened from another site, as by a link in a mail, but not be loaded into its pages: there a cookie would carry a
 * request that nobody meant.
 */
export function checkEmbedding({ headers }: Request): void {
  const site = headers.get('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return;
  if (headers.get('sec-fetch-mode') !== 'navigate' || headers.get('sec-fetch-dest') !== 'document') refuse();
}

export function demandOwnHeader(request: Request): void {
  if (request.headers.has('x-adit-csrf') || request.headers.has('hx-request')) return;
  refuse('The header "X-Adit-CSRF: 1" is missing. Requests that change something must carry it.');
}

export function demandFormToken(sent: string | undefined, expected: string | null): void {
  if (expected !== null && sent !== undefined && sameSecret(sent, expected)) return;
  refuse('This form was not made for this session, or is out of date. Go back, reload the page and try again.');
}

function refuse(message = 'This request came from another site and was refused.'): never {
  throw new AppError('forbidden', 'http.crossSite', message);
}
