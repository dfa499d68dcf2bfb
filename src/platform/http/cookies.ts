type CookieUse = 'session' | 'form' | 'flash' | 'oidc';
const NAMES: Readonly<Record<CookieUse, string>> = {
  session: 'adit',
  form: 'adit-form',
  flash: 'adit-flash',
  oidc: 'adit-oidc',
};

/** A cookie that an answer sets; without a value it is dropped. */
export interface Cookie {
  readonly use: CookieUse;
  readonly value: string | null;
}

/** Where the browser is to send it. */
interface Reach {
  /** The browser's connection is TLS. */
  readonly secure: boolean;
  /** Where the product lives on its host; `''` at the root. */
  readonly basePath: string;
}

export const setCookie = (use: CookieUse, value: string): Cookie => ({ use, value });
export const dropCookie = (use: CookieUse): Cookie => ({ use, value: null });

/**
 * `__Host-` binds the cookie to this host, to TLS and to the path `/`. Below a path of a host that is shared, `__Secure-` and the path keep
 * it from the neighbours' requests. On plain HTTP (loopback) browsers would drop either.
 */
const nameOf = (use: CookieUse, { secure, basePath }: Reach): string =>
  `${secure ? (basePath === '' ? '__Host-' : '__Secure-') : ''}${NAMES[use]}`;

/** The value of `Set-Cookie`. */
export function cookieHeader({ use, value }: Cookie, reach: Reach): string {
  const path = reach.basePath === '' ? '/' : reach.basePath;
  const life = value === null ? '; Max-Age=0' : '';
  return `${nameOf(use, reach)}=${value ?? ''}; Path=${path}; HttpOnly; SameSite=Lax${reach.secure ? '; Secure' : ''}${life}`;
}

/** The value of a cookie that was sent; null when it is absent, or there twice (somebody planted one). */
export function sentCookie(use: CookieUse, request: Request, reach: Reach): string | null {
  const name = nameOf(use, reach);
  const found = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]!.slice(name.length + 1) : null;
}
