import { type ConnectorRun, invalid, signInRefused } from '#sdk';
import { parseExactly } from './exact-json.ts';
import type { HttpSettings } from './http-settings.ts';

/** Renewed that long before it ends, so that no request carries one that ends on its way. */
const TOKEN_MARGIN_MS = 30_000;
const TOKEN_BYTES = 262_144;

type Fetch = ConnectorRun['fetch'];

/** Says in every request who we are, and knows what of that must not be shown. */
export class SignIn {
  readonly #settings: HttpSettings;
  readonly #ask: Fetch;
  readonly #limits: { timeoutMs: number; ca?: readonly string[] };
  #token: { text: string; untilMs: number } | null = null;

  constructor(settings: HttpSettings, ask: Fetch, limits: { timeoutMs: number; ca?: readonly string[] }) {
    [this.#settings, this.#ask, this.#limits] = [settings, ask, limits];
    const { signIn, secret, tokenUrl } = settings;
    if (signIn !== 'none' && secret === '') missing('secret', 'this way to sign in needs a secret');
    if (signIn === 'oauth2' && !/^https?:\/\//.test(tokenUrl))
      missing('tokenUrl', 'OAuth 2.0 needs the address of tokens');
  }

  async addTo(url: URL, headers: Headers): Promise<void> {
    const { signIn, user, secret, keyName } = this.#settings;
    if (signIn === 'basic') headers.set('authorization', `Basic ${base64(`${user}:${secret}`)}`);
    else if (signIn === 'bearer') headers.set('authorization', `Bearer ${secret}`);
    else if (signIn === 'header') headers.set(keyName, secret);
    else if (signIn === 'query') url.searchParams.set(keyName, secret);
    else if (signIn === 'oauth2') headers.set('authorization', `Bearer ${await this.#tokenNow()}`);
  }

  /** After a refusal: whether another try has another token. */
  forget(): boolean {
    const had = this.#token !== null;
    this.#token = null;
    return had;
  }

  /** The text without a token that we were given, should the server say it back; the host looks for the secrets of the settings. */
  hide(text: string): string {
    return this.#token ? text.replaceAll(this.#token.text, '•••') : text;
  }

  async #tokenNow(): Promise<string> {
    if (this.#token && this.#token.untilMs > performance.now()) return this.#token.text;
    const { tokenUrl, user, secret, scope } = this.#settings;
    const server = new URL(tokenUrl).host;
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
    const answer = await this.#ask(
      tokenUrl,
      {
        ...{ method: 'POST', body: form.toString() },
        headers: {
          ...{ accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
          // RFC 6749, 2.3.1: both are form-encoded before they are joined.
          authorization: `Basic ${base64(`${formEncoded(user)}:${formEncoded(secret)}`)}`,
        },
      },
      { ...this.#limits, maxBytes: TOKEN_BYTES },
    );
    const text = await answer.text();
    if (!answer.ok) throw signInRefused(server, `${answer.status} ${text.slice(0, 300)}`);
    const said = parseExactly(text, server) as { access_token?: unknown; expires_in?: unknown };
    const token = said?.access_token;
    if (typeof token !== 'string' || !/^[\x21-\x7e]{1,16384}$/.test(token))
      throw signInRefused(server, 'it gives no access token');
    const lastsMs = Number(said.expires_in) * 1_000;
    const untilMs = lastsMs > 0 ? performance.now() + lastsMs - TOKEN_MARGIN_MS : Number.POSITIVE_INFINITY;
    this.#token = { text: token, untilMs };
    return token;
  }
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

const missing = (setting: string, message: string): never =>
  invalid('connector.badSettings', `The settings are not whole: ${message}.`, [{ pointer: `/${setting}`, message }]);
