import { Choice, type Static, Type } from '#sdk';
import { DENSITIES, LOCALES, THEMES } from '../../platform/access/person.ts';
import { dropCookie, setCookie } from '../../platform/http/cookies.ts';
import { orConfirm } from '../../platform/http/form-answer.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { SERVER_ZONE } from '../../platform/http/viewer.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { browserName } from './browser-name.ts';
import { changeOwnEmail, getOwnEmail } from './own-email.ts';
import { changeOwnSettings, getOwnSettings, listZones } from './own-settings.ts';
import type { AccountParts, OwnSignIn } from './use-cases.ts';

const Field = (maxLength: number) => Type.String({ maxLength });
const SettingsForm = Type.Object({
  displayName: Field(200),
  displayZone: Field(100),
  language: Choice(['', ...LOCALES]),
  density: Choice(DENSITIES),
  theme: Choice(THEMES),
});
const EmailForm = Type.Object({ email: Field(300) });
const PasswordForm = Type.Object({ current: Field(1024), password: Field(1024), again: Field(1024) });

export interface ProfileParts extends AccountParts {
  readonly own: OwnSignIn;
}

export const profilePages = (parts: ProfileParts, render: Render): Route[] => [
  ...emailPages(parts, render),
  page({
    ...{ method: 'GET', path: '/profile', permission: 'read:self' },
    summary: 'Your account: how pages look, your password, where you are signed in.',
    handler: (call) => ({ html: profile(parts, render, call) }),
  }),
  page({
    ...{ method: 'POST', path: '/profile', permission: 'write:self' },
    summary: 'Changes your name and how pages look.',
    form: SettingsForm,
    handler: (call) =>
      orAgain(parts, render, call, { form: 'settings', typed: call.body }, () => {
        const { displayZone, language, ...sent } = call.body;
        const chosen = { displayZone: displayZone.trim() || null, language: language === '' ? null : language };
        changeOwnSettings(parts, call.actor, { ...sent, ...chosen });
        call.reply.flash = textsIn(call.viewer.locale).t('Saved.');
      }),
  }),
  page({
    ...{ method: 'POST', path: '/profile/password', permission: 'write:self' },
    summary: 'Changes your password; every other session ends, and every token.',
    form: PasswordForm,
    handler: (call) =>
      orAgain(parts, render, call, { form: 'password' }, async () => {
        const { current, password, again } = call.body;
        parts.own.demandSame(password, again);
        const secret = await parts.own.changePassword(call.actor, { current, password });
        if (secret) call.reply.cookies.push(setCookie('session', secret));
        call.reply.flash = textsIn(call.viewer.locale).t('The password is changed. Every other session has ended.');
      }),
  }),
  page({
    ...{ method: 'POST', path: '/profile/sessions/:id/end', permission: 'write:self' },
    summary: 'Ends one of your sessions.',
    handler: (call) => {
      parts.own.endSession(call.actor, call.params.id!);
      call.reply.flash = textsIn(call.viewer.locale).t('The session has ended.');
      return { redirect: '/profile' };
    },
  }),
  page({
    ...{ method: 'POST', path: '/profile/sign-out-everywhere', permission: 'write:self' },
    summary: 'Ends all of your sessions, this one too, and all of your tokens.',
    handler: ({ actor, reply }) => {
      parts.own.signOutEverywhere(actor);
      reply.cookies.push(dropCookie('session'));
      reply.clearSite = true;
      return { redirect: '/sign-in' };
    },
  }),
];

const emailPages = (parts: ProfileParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: '/profile/email', permission: 'write:self' },
    summary: 'Changes your e-mail address.',
    form: EmailForm,
    handler: (call) =>
      orConfirm('/profile', () =>
        orAgain(parts, render, call, { form: 'email', email: call.body.email }, () => {
          changeOwnEmail(parts, call.actor, call.body.email);
          call.reply.flash = textsIn(call.viewer.locale).t('Saved.');
        }),
      ),
  }),
];

type AnyCall = Call<unknown, unknown>;

/** What was typed into one of the forms, to be shown again; a password never is. */
interface Sent {
  readonly form: 'settings' | 'password' | 'email';
  readonly typed?: Static<typeof SettingsForm>;
  readonly email?: string;
}

async function orAgain(
  parts: ProfileParts,
  render: Render,
  call: AnyCall,
  sent: Sent,
  work: () => void | Promise<void>,
): Promise<PageAnswer> {
  try {
    await work();
    return { redirect: '/profile' };
  } catch (error) {
    const mistakes = formMistakes(error);
    return { html: profile(parts, render, call, { ...sent, mistakes }), fault: mistakes.fault };
  }
}

function profile(
  parts: ProfileParts,
  render: Render,
  call: AnyCall,
  again: (Sent & { mistakes: FormMistakes }) | null = null,
): string {
  const { actor, viewer } = call;
  const { displayName, isNameGiven, preferences } = getOwnSettings(parts, actor);
  const { displayZone, language, density, theme } = preferences;
  const settings = {
    displayName,
    displayZone,
    language,
    density: density ?? viewer.density,
    theme: theme ?? viewer.theme,
  };
  const sessions = parts.own
    .listSessions(actor)
    .map(({ userAgent, ...session }) => ({ ...session, program: browserName(userAgent) }));
  return render.page(
    '@accounts/profile',
    frameOf(call, { title: textsIn(viewer.locale).t('Profile'), section: 'profile' }),
    {
      ...{
        settings: again?.typed ?? settings,
        login: actor.name,
        isNameGiven,
        sessions,
        zones: listZones(),
        serverZone: SERVER_ZONE,
      },
      roles: [...new Set(actor.grants.map((grant) => grant.role))],
      leastChars: parts.own.leastChars(actor),
      hasSecondFactor: parts.own.hasSecondFactor(actor),
      email: again?.email ?? getOwnEmail(parts, actor),
      mistakes: { settings: null, password: null, email: null, ...(again ? { [again.form]: again.mistakes } : {}) },
    },
  );
}
