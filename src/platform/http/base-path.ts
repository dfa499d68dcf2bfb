/**
 * The product may live below a path of a host that it shares: `/adit`, or `''` at the root. Inside, addresses never carry it: routes,
 * redirects, links in templates and `next=` all begin at `/`. It is taken off a request as it comes and put before what leaves.
 */

/** The path as routes know it; null where it lies outside. */
export function pathWithin(pathname: string, basePath: string): string | null {
  if (pathname === basePath) return '/';
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : null;
}

/** An address of ours as the browser has to ask for it. */
export const addressBelow = (path: string, basePath: string): string => (isOwn(path) ? basePath + path : path);

const isOwn = (path: string): boolean => path.startsWith('/') && !path.startsWith('//');

/** Attributes that hold addresses. Only templates write a bare quote: in data it is escaped, in text and in attributes alike. */
const ADDRESSES =
  /(\s(?:href|src|action|formaction|data-base|hx-get|hx-post|hx-put|hx-patch|hx-delete|hx-sse:connect)=")\/(?!\/)/g;

/** A page, or a part of one, whose addresses lead below the path. */
export const pageBelow = (html: string, basePath: string): string =>
  basePath === '' ? html : html.replace(ADDRESSES, `$1${basePath}/`);
