import { Choice, invalid, KEEPS_SECRETS, Secret, type Static, Type } from '#sdk';
import { AUTHORITY } from './server-settings.ts';

const SIGN_INS = ['none', 'basic', 'bearer', 'header', 'query', 'oauth2'] as const;
const HEADER = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+: ?[\\x20-\\x7e]*$";

/** What every source behind HTTP is told: where it is, and who we are. */
export const HTTP_SETTINGS = {
  url: Type.String({
    ...{ title: 'Address', minLength: 1, maxLength: 2_000 },
    description: 'Where the interface begins, as https://erp.example/api/',
  }),
  signIn: Choice(SIGN_INS, {
    default: 'none',
    description: 'How the server knows who asks.',
    titles: {
      ...{ none: 'Without', basic: 'Name and password', bearer: 'Token (Bearer)', header: 'Key in a header' },
      ...{ query: 'Key in the address', oauth2: 'OAuth 2.0, client credentials' },
    },
  }),
  user: Type.String({ default: '', maxLength: 500, description: 'The name; with OAuth 2.0 the id of the client.' }),
  secret: Secret('The password, token or key; with OAuth 2.0 the secret of the client.', { optional: true }),
  keyName: Type.String({
    ...{ default: 'X-API-Key', pattern: '^[\\x21-\\x7e]{1,200}$' },
    description: 'The header, or the part of the address, that carries the key.',
  }),
  tokenUrl: Type.String({ default: '', maxLength: 2_000, description: 'Where OAuth 2.0 gives tokens.' }),
  scope: Type.String({ default: '', maxLength: 2_000, description: 'What OAuth 2.0 is asked for; may be empty.' }),
  headers: Type.Array(Type.String({ pattern: HEADER, maxLength: 4_000 }), {
    ...{ default: [], maxItems: 20, [KEEPS_SECRETS]: true },
    description: 'Further headers of every request, as "Accept-Language: en". No secrets: they are shown.',
  }),
  authority: AUTHORITY,
};
const Settings = Type.Object(HTTP_SETTINGS);
export type HttpSettings = Static<typeof Settings>;

/** The address as one to which paths are added. */
export function baseOf(text: string, setting = 'url'): URL {
  const url = URL.parse(text);
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash;
  if (!isPlain)
    return invalid('connector.badAddress', `"${setting}" is no address. Write it as https://erp.example/api/`, [
      { pointer: `/${setting}`, message: 'http:// or https://, without a name and a password in it' },
    ]);
  return url;
}

/** A path below the address, whether or not that ends in a slash; what leads elsewhere is refused when it is asked for. */
export function below(base: URL, path: string): URL {
  const folder = new URL(base);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  const url = new URL(path.replace(/^\/+/, ''), folder);
  for (const [name, value] of base.searchParams) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  return url;
}
