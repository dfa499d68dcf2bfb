import { Choice, Type } from '#sdk';
import { anonymousActor } from '../../platform/access/actor.ts';
import { dropCookie, setCookie } from '../../platform/http/cookies.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { followDemoLink } from './demo-link.ts';
import type { Farewell, SignInParts } from './parts.ts';
import { signOut } from './sessions.ts';
import { getSetupLink, setUp } from './set-up.ts';
import { BEGIN_AGAIN, beginSignIn, finishSignIn, type SignedIn } from './use-cases.ts';
import { choosePassword, demandSame, getInvitation } from './welcome.ts';

const Field = (maxLength: number) => Type.String({ maxLength });
const SignInForm = Type.Object({
  ...{ login: Field(200), password: Field(1024), next: Type.Optional(Field(2000)) },
  tenant: Type.Optional(Field(200)),
});
const CodeForm = Type.Object({ pending: Field(200), code: Field(100), next: Type.Optional(Field(2000)) });
const SetUpForm = Type.Object({ token: Field(200), login: Field(200), password: Field(1024), again: Field(1024) });
const WelcomeForm = Type.Object({ token: Field(200), password: Field(1024), again: Field(1024) });
/** What was just done: an account was made, a password chosen. */
const Ready = Choice(['1', 'password']);
const SignInQuery = Type.Object({ next: Type.Optional(Field(2000)), ready: Type.Optional(Ready) });

/** Only a path of ours: `next` must not lead to another site. */
export const ownPath = (next: string | undefined): string =>
  next && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) ? next : '/';

export const signInPages = (parts: SignInParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/sign-in', permission: 'public' },
    summary: 'The page to sign in.',
    query: SignInQuery,
    handler: (call) => {
      const next = ownPath(call.query.next);
      if (call.actor.kind !== 'anonymous') return { redirect: next };
      return {
        html: signInPage(parts, render, call, { next, login: '', ready: call.query.ready ?? null, mistakes: null }),
      };
    },
  }),
  page({
    ...{ method: 'POST', path: '/sign-in', permission: 'public' },
    summary: 'Signs in and goes on to where one wanted to go.',
    form: SignInForm,
    handler: async (call) => {
      const { login, password, tenant = '' } = call.body;
      const next = ownPath(call.body.next);
      return orShown(
        async () => {
          const begun = await beginSignIn(
            parts,
            call.actor,
            { login, password, ...(tenant ? { tenant } : {}) },
            browserOf(call),
          );
          if ('pending' in begun)
            return { html: codePage(render, call, { pending: begun.pending, next, mistakes: null }) };
          return enter(call, begun, next);
        },
        (mistakes) => signInPage(parts, render, call, { next, login, tenant, ready: null, mistakes }),
      );
    },
  }),
  page({
    ...{ method: 'POST', path: '/sign-in/code', permission: 'public' },
    summary: 'The second step of signing in: the code of the second factor.',
    form: CodeForm,
    handler: (call) => {
      const { pending, code } = call.body;
      const next = ownPath(call.body.next);
      return orShown(
        async () => enter(call, finishSignIn(parts, call.actor, { pending, code }, browserOf(call)), next),
        (mistakes) =>
          mistakes.code === BEGIN_AGAIN
            ? signInPage(parts, render, call, { next, login: '', ready: null, mistakes })
            : codePage(render, call, { pending, next, mistakes }),
      );
    },
  }),
  signOutPage(parts, render),
];

const signOutPage = (parts: SignInParts, render: Render): Route =>
  page({
    ...{ method: 'POST', path: '/sign-out', permission: 'write:self' },
    summary: 'Ends this session.',
    handler: async (call) => {
      const { actor, sessionSecret, reply } = call;
      const farewell = sessionSecret ? parts.providers().farewell(sessionSecret) : null;
      signOut(parts, actor);
      reply.cookies.push(dropCookie('session'));
      reply.clearSite = true;
      return farewell ? { html: signedOutPage(render, call, await farewell()) } : { redirect: '/sign-in' };
    },
  });

const browserOf = ({ userAgent, sessionSecret }: AnyCall) => ({ userAgent, previousSecret: sessionSecret });

function enter({ reply }: AnyCall, { secret }: SignedIn, next: string): PageAnswer {
  reply.cookies.push(setCookie('session', secret), dropCookie('form'));
  return { redirect: next };
}

export const setUpPages = (parts: SignInParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/setup/:token', permission: 'public' },
    summary: 'The page behind the printed link.',
    handler: (call) => ({
      html: setUpPage(parts, render, call, { token: call.params.token!, login: '', mistakes: null }),
    }),
  }),
  page({
    ...{ method: 'POST', path: '/setup', permission: 'public' },
    summary: 'Uses the link: makes the first administrator.',
    form: SetUpForm,
    handler: (call) => {
      const { token, login, password, again } = call.body;
      return orShown(
        async () => {
          demandSame(password, again);
          await setUp(parts, call.actor, { token, login, password });
          return { redirect: '/sign-in?ready=1' };
        },
        (mistakes) => setUpPage(parts, render, call, { token, login, mistakes }),
      );
    },
  }),
];

/** Where a person who was given a link chooses a password. */
export const welcomePages = (parts: SignInParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/welcome/:token', permission: 'public' },
    summary: 'The page at which a person chooses a password.',
    handler: (call) => ({ html: welcomePage(parts, render, call, { token: call.params.token!, mistakes: null }) }),
  }),
  page({
    ...{ method: 'POST', path: '/welcome', permission: 'public' },
    summary: 'Uses the link: sets the password.',
    form: WelcomeForm,
    handler: (call) => {
      const { token, password, again } = call.body;
      return orShown(
        async () => {
          demandSame(password, again);
          await choosePassword(parts, call.actor, { token, password });
          return { redirect: '/sign-in?ready=password' };
        },
        (mistakes) => welcomePage(parts, render, call, { token, mistakes }),
      );
    },
  }),
];

/** There only while the appliance is a demo. */
export const demoPages = (parts: SignInParts): Route[] =>
  parts.demo
    ? [
        page({
          ...{ method: 'GET', path: '/demo/:token', permission: 'public', once: true },
          summary: 'The printed link of the demo: signs in and goes to the map of the sample.',
          handler: ({ actor, params, userAgent, sessionSecret, reply }) => {
            // A second click on the link, in the same browser.
            if (actor.kind !== 'anonymous') return { redirect: parts.demoStart() };
            const browser = { userAgent, previousSecret: sessionSecret };
            const secret = followDemoLink(parts, actor, params.token!, browser);
            reply.cookies.push(setCookie('session', secret));
            return { redirect: parts.demoStart() };
          },
        }),
      ]
    : [];

async function orShown(
  work: () => Promise<PageAnswer>,
  again: (mistakes: FormMistakes) => string,
): Promise<PageAnswer> {
  try {
    return await work();
  } catch (error) {
    const mistakes = formMistakes(error);
    return { html: again(mistakes), fault: mistakes.fault };
  }
}

type AnyCall = Call<unknown, unknown>;
interface Typed {
  readonly mistakes: FormMistakes | null;
}

export const signInPage = (
  parts: Pick<SignInParts, 'providers' | 'store'>,
  render: Render,
  call: AnyCall,
  data: Typed & { next: string; login: string; tenant?: string; ready: '1' | 'password' | null },
): string =>
  render.page('@sign-in/sign-in', frameOf(call, { title: textsIn(call.viewer.locale).t('Sign in'), bare: true }), {
    ...data,
    providers: parts.providers().buttons,
    severalTenants: parts.store.hasSeveralTenants(),
  });

const signedOutPage = (render: Render, call: AnyCall, farewell: Farewell): string =>
  render.page(
    '@sign-in/signed-out',
    // The call was made by somebody; the page is for nobody any more.
    frameOf(
      { ...call, actor: anonymousActor(call.actor) },
      { title: textsIn(call.viewer.locale).t('Signed out'), bare: true },
    ),
    farewell,
  );

const codePage = (render: Render, call: AnyCall, data: Typed & { pending: string; next: string }): string =>
  render.page('@sign-in/code', frameOf(call, { title: textsIn(call.viewer.locale).t('Sign in'), bare: true }), data);

function setUpPage(
  parts: SignInParts,
  render: Render,
  call: AnyCall,
  data: Typed & { token: string; login: string },
): string {
  const { expiresAtMs } = getSetupLink(parts, data.token);
  return render.page('@sign-in/set-up', frameOf(call, { title: textsIn(call.viewer.locale).t('Set up'), bare: true }), {
    ...data,
    expiresAtMs,
  });
}

function welcomePage(parts: SignInParts, render: Render, call: AnyCall, data: Typed & { token: string }): string {
  const { account, expiresAtMs, leastChars } = getInvitation(parts, data.token);
  const { login, displayName, passwordHash } = account;
  const shown = { ...data, login, displayName, isNew: passwordHash === null, expiresAtMs, leastChars };
  return render.page(
    '@sign-in/welcome',
    frameOf(call, { title: textsIn(call.viewer.locale).t('Choose a password'), bare: true }),
    shown,
  );
}
