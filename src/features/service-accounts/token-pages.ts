import type { Static } from '#sdk';
import { orAgain, orConfirm } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { issuedShown, KeyForm, keyFormShown, keySent, keyShown, RotateForm } from './key-form.ts';
import { listOwnKeys, makeOwnKey, revokeOwnKey, rotateOwnKey, scopesOf } from './keys.ts';
import type { IssuedKey } from './model.ts';
import type { ServiceAccountParts } from './parts.ts';

const PATH = '/profile/tokens';

/** Where people make the keys of programs that act in their name. */
export const tokenPages = (parts: ServiceAccountParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission: 'read:self' },
    summary: 'Your API keys.',
    handler: (call) => ({ html: tokens(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission: 'write:self' },
    summary: 'Makes an API key, and shows it once.',
    form: KeyForm,
    handler: (call) =>
      orConfirm(PATH, () =>
        orAgain(
          () => issued(render, call, makeOwnKey(parts, call.actor, keySent(call.body))),
          (mistakes) => tokens(parts, render, call, { typed: call.body, mistakes }),
        ),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/rotate`, permission: 'write:self' },
    summary: 'A new key in the place of one of yours, shown once.',
    form: RotateForm,
    handler: (call) =>
      orConfirm(PATH, () =>
        orAgain(
          () => issued(render, call, rotateOwnKey(parts, call.actor, call.params.id!, Number(call.body.overlapHours))),
          (mistakes) => tokens(parts, render, call, { typed: null, mistakes }),
        ),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/revoke`, permission: 'write:self' },
    summary: 'Revokes one of your keys, at once.',
    handler: (call) => {
      revokeOwnKey(parts, call.actor, call.params.id!);
      call.reply.flash = textsIn(call.viewer.locale).t('The key is revoked.');
      return { redirect: PATH };
    },
  }),
];

type AnyCall = Call<unknown, unknown>;

const issued = (render: Render, call: AnyCall, key: IssuedKey): PageAnswer => ({
  html: render.page(
    '@service-accounts/issued',
    frameOf(call, { title: textsIn(call.viewer.locale).t('A new key'), section: 'profile' }),
    issuedShown(key, PATH),
  ),
});

function tokens(
  parts: ServiceAccountParts,
  render: Render,
  call: AnyCall,
  again: { typed: Static<typeof KeyForm> | null; mistakes: FormMistakes } | null,
): string {
  const keys = listOwnKeys(parts, call.actor).map((key) => keyShown(key, parts.clock.now()));
  const form = keyFormShown(PATH, scopesOf(call.actor), again?.typed ?? null, again?.mistakes ?? null);
  return render.page(
    '@service-accounts/tokens',
    frameOf(call, { title: textsIn(call.viewer.locale).t('API keys'), section: 'profile' }),
    { keys, form, path: PATH },
  );
}
