import { Choice, type Static, Type } from '#sdk';
import { tenantOf } from '../../platform/access/guard.ts';
import { orAgain, orConfirm } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { issuedShown, KeyForm, keyFormShown, keySent, keyShown, RotateForm } from './key-form.ts';
import { listAllKeys, listServiceKeys, makeServiceKey, revokeAnyKey, rotateServiceKey, serviceScopes } from './keys.ts';
import type { IssuedKey } from './model.ts';
import type { ServiceAccountParts } from './parts.ts';
import {
  addServiceAccount,
  getServiceAccount,
  listServiceAccounts,
  setServiceRoles,
  setServiceStatus,
} from './use-cases.ts';

const permission = 'admin:tokens';
const PATH = '/admin/service-accounts';
const SHOWN = 200;

const Roles = Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
  default: [],
  maxItems: 20,
  uniqueItems: true,
});
const AddForm = Type.Object({ name: Type.String({ maxLength: 200 }), roles: Roles });
const RolesForm = Type.Object({ roles: Roles });
const StatusForm = Type.Object({ status: Choice(['active', 'disabled']) });

export const serviceAccountPages = (parts: ServiceAccountParts, render: Render): Route[] => [
  ...listPages(parts, render),
  ...onePages(parts, render),
  ...keyPages(parts, render),
];

const listPages = (parts: ServiceAccountParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'Service accounts, and the keys that people have made.',
    handler: (call) => ({ html: list(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Adds an account for a program.',
    form: AddForm,
    handler: (call) =>
      orAgain(
        () => ({ redirect: `${PATH}/${addServiceAccount(parts, call.actor, call.body).id}` }),
        (mistakes) => list(parts, render, call, { typed: call.body, mistakes }),
      ),
  }),
];

const onePages = (parts: ServiceAccountParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One service account: its roles and its keys.',
    handler: async (call) => ({ html: await one(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/roles`, permission },
    summary: 'Sets the roles of a service account.',
    form: RolesForm,
    handler: (call) => {
      setServiceRoles(parts, call.actor, call.params.id!, call.body.roles);
      return back(call, textsIn(call.viewer.locale).t('The roles are changed. They bound every key from now on.'));
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/status`, permission },
    summary: 'Disables a service account, or enables it again.',
    form: StatusForm,
    handler: (call) => {
      const { t } = textsIn(call.viewer.locale);
      const { status } = setServiceStatus(parts, call.actor, call.params.id!, call.body.status);
      return back(
        call,
        status === 'active' ? t('The account is enabled.') : t('The account is disabled; its keys open nothing.'),
      );
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/keys`, permission },
    summary: 'Makes a key for a service account, and shows it once.',
    form: KeyForm,
    handler: (call) => {
      const at = `${PATH}/${call.params.id!}`;
      return orConfirm(at, () =>
        orAgain(
          async () =>
            issued(render, call, await makeServiceKey(parts, call.actor, call.params.id!, keySent(call.body)), at),
          (mistakes) => one(parts, render, call, { typed: call.body, mistakes }),
        ),
      );
    },
  }),
];

const keyPages = (parts: ServiceAccountParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/keys/:id/rotate`, permission },
    summary: 'A new key in the place of one of a service account, shown once.',
    form: RotateForm,
    handler: (call) =>
      orConfirm(PATH, () =>
        orAgain(
          () => {
            const hours = Number(call.body.overlapHours);
            const made = rotateServiceKey(parts, call.actor, call.params.id!, hours);
            return issued(render, call, made, `${PATH}/${made.key.user}`);
          },
          (mistakes) => list(parts, render, call, { typed: null, mistakes }),
        ),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/keys/:id/revoke`, permission },
    summary: 'Revokes a key of a service account or of a person, at once.',
    handler: (call) => {
      revokeAnyKey(parts, call.actor, call.params.id!);
      call.reply.flash = textsIn(call.viewer.locale).t('The key is revoked.');
      return { redirect: PATH };
    },
  }),
];

type AnyCall = Call<unknown, unknown>;

function back(call: AnyCall, said: string): PageAnswer {
  call.reply.flash = said;
  return { redirect: `${PATH}/${call.params.id!}` };
}

const issued = (render: Render, call: AnyCall, key: IssuedKey, at: string): PageAnswer => ({
  html: framed(
    render,
    call,
    '@service-accounts/issued',
    textsIn(call.viewer.locale).t('A new key'),
    issuedShown(key, at),
  ),
});

function list(
  parts: ServiceAccountParts,
  render: Render,
  call: AnyCall,
  again: { typed: Static<typeof AddForm> | null; mistakes: FormMistakes } | null,
): string {
  const request = { limit: SHOWN, after: null, offset: 0 };
  const accounts = listServiceAccounts(parts, call.actor, request).items;
  const all = listAllKeys(parts, call.actor, request).items;
  const nowMs = parts.clock.now();
  const active = all.map((key) => ({
    ...keyShown(key, nowMs),
    ownerName: key.ownerName,
    owner: key.user,
    kind: key.ownerKind,
  }));
  const data = {
    accounts: accounts.map((account) => ({
      ...account,
      keys: active.filter((key) => key.owner === account.id && key.state === 'active').length,
    })),
    personal: active.filter((key) => key.kind === 'person'),
    ...{
      path: PATH,
      roles: parts.access.roleNames(tenantOf(call.actor)),
      typed: again?.typed ?? { name: '', roles: [] },
      mistakes: again?.mistakes ?? null,
    },
  };
  return framed(
    render,
    call,
    '@service-accounts/service-accounts',
    textsIn(call.viewer.locale).t('Service accounts'),
    data,
  );
}

async function one(
  parts: ServiceAccountParts,
  render: Render,
  call: AnyCall,
  again: { typed: Static<typeof KeyForm>; mistakes: FormMistakes } | null,
): Promise<string> {
  const account = getServiceAccount(parts, call.actor, call.params.id!);
  const keys = listServiceKeys(parts, call.actor, account.id).map((key) => keyShown(key, parts.clock.now()));
  const grantable = await serviceScopes(parts, account);
  const form = keyFormShown(`${PATH}/${account.id}/keys`, grantable, again?.typed ?? null, again?.mistakes ?? null);
  const data = { account, keys, form, path: `${PATH}/keys`, roles: parts.access.roleNames(tenantOf(call.actor)) };
  return framed(render, call, '@service-accounts/service-account', account.name, data);
}

const framed = (render: Render, call: AnyCall, view: `@${string}`, title: string, data: object): string =>
  render.page(view, frameOf(call, { title, section: 'service-accounts' }), data);
