type CookieUse = 'session' | 'form' | 'flash';
const NAMES: Readonly<Record<CookieUse, string>> = { session: 'adit', form: 'adit-form', flash: 'adit-flash' };

/** `__Host-` binds the cookie to this host and to TLS; on plain HTTP (loopback) browsers would drop it. */
export const cookieName = (use: CookieUse, secure: boolean): string => `${secure ? '__Host-' : ''}${NAMES[use]}`;

export function setCookie(use: CookieUse, value: string, secure: boolean): string {
  return `${cookieName(use, secure)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

export const dropCookie = (use: CookieUse, secure: boolean): string => `${setCookie(use, '', secure)}; Max-Age=0`;

/** The value of a cookie; null when it is absent, or there twice (somebody planted one). */
export function readCookie(request: Request, name: string): string | null {
  const found = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]!.slice(name.length + 1) : null;
}
