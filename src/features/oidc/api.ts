import { invalid } from '#sdk';
import type { BodyStream } from '../../platform/http/body-stream.ts';
import { type Route, route } from '../../platform/http/route.ts';
import type { OidcParts } from './parts.ts';
import { logoutPath } from './settings.ts';
import { endByProvider } from './sign-out.ts';

const MAX_BODY_BYTES = 32 * 1024;

export const oidcRoutes = (parts: OidcParts): Route[] => [
  route({
    ...{ method: 'POST', path: logoutPath(':provider'), permission: 'public', tag: 'auth' },
    // The token proves who speaks: the provider, which knows neither our cookies nor our headers.
    provesItself: true,
    // All people of a provider may leave in one minute, and it does not ask twice.
    effort: 'plain',
    raw: { limitBytes: () => MAX_BODY_BYTES },
    summary:
      'Back-channel logout: a provider ends the sessions that began there. The form has one field, "logout_token".',
    handler: async ({ params, raw, header }) => {
      await endByProvider(parts, params.provider!, logoutTokenOf(header('content-type'), await textOf(raw)));
      return undefined;
    },
  }),
];

async function textOf(raw: BodyStream): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of raw) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function logoutTokenOf(contentType: string | null, body: string): string {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? '');
  const tokens = isForm ? new URLSearchParams(body).getAll('logout_token') : [];
  return tokens.length === 1
    ? tokens[0]!
    : invalid('oidc.noLogoutToken', 'Send a form (application/x-www-form-urlencoded) with one field "logout_token".');
}
