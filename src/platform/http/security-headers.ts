/** Nothing is loaded from elsewhere, nothing inline runs, nobody frames us. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default htmx adit',
].join('; ');

/** An answer that is no page has nothing to load. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/** Headers of every answer. Nothing may be kept by a browser or a proxy unless the route says so. */
export function securityHeaders(kind: 'page' | 'data', strictTransport: boolean): Record<string, string> {
  return {
    'content-security-policy': kind === 'page' ? PAGE_POLICY : DATA_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Other sites learn nothing. With `no-referrer`, browsers would send the forms of our own pages with `Origin: null`.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cache-control': 'no-store',
    ...(strictTransport ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}
