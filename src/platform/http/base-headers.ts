import type { Exchange } from './http-parts.ts';
import { securityHeaders } from './security-headers.ts';

/** What every answer carries. */
export function baseHeaders(exchange: Exchange, kind: 'page' | 'data'): Headers {
  const { origin, parts } = exchange;
  const headers = new Headers(securityHeaders(kind, origin.secure && parts.settings.strictTransport));
  headers.set('x-request-id', origin.requestId);
  return headers;
}
