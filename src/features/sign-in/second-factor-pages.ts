import { Type } from '#sdk';
import { setCookie } from '../../platform/http/cookies.ts';
import { orAgain, orConfirm } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { canConfirm, confirmIdentity } from './confirm.ts';
import {
  activateSecondFactor,
  beginSecondFactor,
  getOwnSecondFactor,
  removeOwnSecondFactor,
  renewRecoveryCodes,
} from './own-second-factor.ts';
import { ownPath } from './pages.ts';
import type { SignInParts } from './parts.ts';
import { qrCodeOf } from './qr-code.ts';
import { ownerOf } from './second-factor.ts';
import { getOwnAccount } from './sessions.ts';

export const SECOND_FACTOR_PATH = '/profile/second-factor';
const CONFIRM_PATH = '/profile/confirm';

const Field = (maxLength: number) => Type.String({ maxLength });
const CodeForm = Type.Object({ code: Field(100) });
const ConfirmForm = Type.Object({ password: Field(1024), code: Type.Optional(Field(100)), next: Field(2000) });
const ConfirmQuery = Type.Object({ next: Type.Optional(Field(2000)) });

/** Where a person sets up, renews and removes the second factor, and proves again who it is. */
export const secondFactorPages = (parts: SignInParts, render: Render): Route[] => [
  ...ownPages(parts, render),
  ...confirmPages(parts, render),
];

const ownPages = (parts: SignInParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: SECOND_FACTOR_PATH, permission: 'read:self' },
    summary: 'Your second factor: set it up with an authenticator app, renew the recovery codes.',
    handler: (call) => ({ html: secondFactorPage(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: SECOND_FACTOR_PATH, permission: 'write:self' },
    summary: 'Makes a secret for an authenticator app.',
    handler: (call) =>
      orConfirm(SECOND_FACTOR_PATH, () => {
        beginSecondFactor(parts, call.actor);
        return { redirect: SECOND_FACTOR_PATH };
      }),
  }),
  page({
    ...{ method: 'POST', path: `${SECOND_FACTOR_PATH}/activate`, permission: 'write:self' },
    summary: 'The first code of the app; shows the recovery codes, once.',
    form: CodeForm,
    handler: (call) =>
      orConfirm(SECOND_FACTOR_PATH, () =>
        orAgain(
          () => {
            const { recoveryCodes, secret } = activateSecondFactor(parts, call.actor, call.body.code);
            if (secret) call.reply.cookies.push(setCookie('session', secret));
            return recoveryCodesPage(render, call, recoveryCodes, true);
          },
          (mistakes) => secondFactorPage(parts, render, call, mistakes),
        ),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${SECOND_FACTOR_PATH}/recovery-codes`, permission: 'write:self' },
    summary: 'Fresh recovery codes, shown once; those before are void.',
    handler: (call) =>
      orConfirm(SECOND_FACTOR_PATH, () =>
        recoveryCodesPage(render, call, renewRecoveryCodes(parts, call.actor), false),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${SECOND_FACTOR_PATH}/remove`, permission: 'write:self' },
    summary: 'Takes your second factor away, where no role of yours needs it.',
    handler: (call) =>
      orConfirm(SECOND_FACTOR_PATH, () =>
        orAgain(
          () => {
            removeOwnSecondFactor(parts, call.actor);
            call.reply.flash = textsIn(call.viewer.locale).t('The second factor is removed.');
            return { redirect: SECOND_FACTOR_PATH };
          },
          (mistakes) => secondFactorPage(parts, render, call, mistakes),
        ),
      ),
  }),
];

const confirmPages = (parts: SignInParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: CONFIRM_PATH, permission: 'read:self' },
    summary: 'The page at which you prove again who you are.',
    query: ConfirmQuery,
    handler: (call) => ({ html: confirmPage(parts, render, call, ownPath(call.query.next), null) }),
  }),
  page({
    ...{ method: 'POST', path: CONFIRM_PATH, permission: 'write:self' },
    summary: 'Proves again who you are, and goes back to what needed it.',
    form: ConfirmForm,
    handler: (call) => {
      const { password, code } = call.body;
      const next = ownPath(call.body.next);
      return orAgain(
        async () => {
          const sent = { password, ...(code ? { code } : {}) };
          const secret = await confirmIdentity(parts, call.actor, sent);
          if (secret) call.reply.cookies.push(setCookie('session', secret));
          return { redirect: next };
        },
        (mistakes) => confirmPage(parts, render, call, next, mistakes),
      );
    },
  }),
];

type AnyCall = Call<unknown, unknown>;

function secondFactorPage(parts: SignInParts, render: Render, call: AnyCall, mistakes: FormMistakes | null): string {
  const { pending, ...own } = getOwnSecondFactor(parts, call.actor);
  const shown = pending && { qr: qrCodeOf(pending.uri), secret: pending.secret.match(/.{1,4}/g)!.join(' ') };
  return framed(render, call, '@sign-in/second-factor', 'Second factor', { ...own, pending: shown, mistakes });
}

const recoveryCodesPage = (
  render: Render,
  call: AnyCall,
  codes: readonly string[],
  isFirstSet: boolean,
): PageAnswer => ({
  html: framed(render, call, '@sign-in/recovery-codes', 'Recovery codes', { codes, isFirstSet }),
});

function confirmPage(
  parts: SignInParts,
  render: Render,
  call: AnyCall,
  next: string,
  mistakes: FormMistakes | null,
): string {
  const account = getOwnAccount(parts, call.actor);
  const isCodeNeeded = parts.factors.hasSecondFactor(ownerOf(account));
  const data = { login: account.login, hasPassword: canConfirm(account), isCodeNeeded, next, mistakes };
  return framed(render, call, '@sign-in/confirm', 'Confirm that it is you', data);
}

const framed = (render: Render, call: AnyCall, view: `@${string}`, title: string, data: object): string =>
  render.page(view, frameOf(call, { title: textsIn(call.viewer.locale).t(title), section: 'profile' }), data);
