import { AppError, Type } from '#sdk';
import { dropCookie, setCookie } from '../../platform/http/cookies.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import {
  type Call,
  type OpenForm,
  openQueryPage,
  type PageAnswer,
  page,
  type Route,
} from '../../platform/http/route.ts';
import { ownPath } from '../sign-in/index.ts';
import type { OidcParts } from './parts.ts';
import { callbackPath, startPath } from './settings.ts';
import { beginSignIn, completeSignIn } from './sign-in.ts';

type AnyCall = Call<unknown, unknown>;
/** The page to sign in, with what went wrong. */
export type SignInPage = (call: AnyCall, mistakes: FormMistakes) => string;

const StartQuery = Type.Object({ next: Type.Optional(Type.String({ maxLength: 2000 })) });

export const oidcPages = (parts: OidcParts, signInPage: SignInPage): Route[] => [
  page({
    ...{ method: 'GET', path: startPath(':provider'), permission: 'public', once: true, effort: 'sign-in' },
    summary: 'Sends the browser to a provider to sign in there.',
    query: StartQuery,
    handler: (call) =>
      orShown(signInPage, call, async () => {
        const from = { secret: call.handshakeSecret, next: ownPath(call.query.next) };
        const { url, secret } = await beginSignIn(parts, call.params.provider!, from);
        call.reply.cookies.push(setCookie('oidc', secret));
        return { redirect: url };
      }),
  }),
  openQueryPage({
    ...{ path: callbackPath(':provider'), permission: 'public', once: true, effort: 'sign-in' },
    summary: 'Where a provider sends the browser back: signs in and goes on to where one wanted to go.',
    handler: (call) =>
      orShown(signInPage, call, async () => {
        const { handshakeSecret, sessionSecret, userAgent, reply } = call;
        const browser = {
          secret: handshakeSecret,
          userAgent,
          previousSecret: sessionSecret,
          search: searchOf(call.query),
        };
        const { secret, next } = await completeSignIn(parts, call.actor, call.params.provider!, browser);
        // The cookie of the handshake stays: another tab may be on its way back.
        reply.cookies.push(setCookie('session', secret), dropCookie('form'));
        return { redirect: next };
      }),
  }),
];

function searchOf(query: OpenForm): string {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) for (const value of values) search.append(name, value);
  return `?${search}`;
}

/** What went wrong is said on the page to sign in, where one can begin again or take another way. */
async function orShown(signInPage: SignInPage, call: AnyCall, work: () => Promise<PageAnswer>): Promise<PageAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.fault === 'internal') throw error;
    return {
      html: signInPage(call, { fault: error.fault, code: error.code, message: error.message, at: {} }),
      fault: error.fault,
    };
  }
}
