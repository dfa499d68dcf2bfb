import { Choice, Type } from '#sdk';
import { orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { frameOf } from '../../../platform/http/page-frame.ts';
import type { Render } from '../../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../../platform/http/route.ts';
import { LOCAL_REGION } from '../../../platform/regions.ts';
import { english, textsIn } from '../../../platform/text/texts.ts';
import { SIZES, type Size, TENANT_STATUSES, type Tenant } from './model.ts';
import {
  changeTenant,
  createTenant,
  getTenant,
  inviteAdministrator,
  listTenants,
  setTenantStatus,
  type TenantParts,
} from './use-cases.ts';

const permission = 'admin:tenants';
const PATH = '/admin/tenants';
const PER_PAGE = 50;

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const NewForm = Type.Object({
  ...{ name: Text(500), taxId: Text(200), industry: Text(500), size: Choice(['', ...SIZES], { default: '' }) },
  region: Text(100),
});
const { region: _chosenOnce, ...profile } = NewForm.properties;
const EditForm = Type.Object({ ...profile, etag: Text(64) });
const StatusForm = Type.Object({ status: Choice(TENANT_STATUSES), etag: Text(64) });
const InviteForm = Type.Object({ login: Text(200), displayName: Text(500) });
const Query = Type.Object({
  page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
  archived: Type.Boolean({ default: false }),
});

type AnyCall = Call<unknown, unknown>;
type Typed = Readonly<Record<string, string>>;

/** What was wrong with a form of the page of a tenant: with which, and what was typed into it. */
interface Wrong {
  readonly form: 'profile' | 'status' | 'invite';
  readonly typed: Typed;
  readonly mistakes: FormMistakes;
}

export const tenantPages = (parts: TenantParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The tenants of this appliance.',
    query: Query,
    handler: (call) => {
      const { page: number, archived } = call.query;
      const step = { limit: PER_PAGE, after: null, offset: (number - 1) * PER_PAGE };
      const { items, total } = listTenants(parts, call.actor, { archived }, step);
      const pager = { page: number, pages: Math.ceil(total / PER_PAGE), total };
      return { html: show(render, call, '@tenants/tenants', english('Tenants'), { tenants: items, pager, archived }) };
    },
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/new`, permission },
    summary: 'The form for a new tenant.',
    handler: (call) => ({ html: newForm(parts, render, call, { region: LOCAL_REGION }, null) }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Creates a tenant.',
    form: NewForm,
    handler: (call) =>
      orAgain(
        () => {
          const { region, ...sent } = call.body;
          const tenant = createTenant(parts, call.actor, { ...profileOf(sent), ...(region ? { region } : {}) });
          const { t } = textsIn(call.viewer.locale);
          call.reply.flash = t('The tenant "{name}" is there. Invite its first administrator.', { name: tenant.name });
          return { redirect: `${PATH}/${tenant.id}` };
        },
        (mistakes) => newForm(parts, render, call, call.body, mistakes),
      ),
  }),
  ...onePages(parts, render),
];

const onePages = (parts: TenantParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One tenant: its company, and nothing of what is in it.',
    handler: (call) => ({ html: tenantPage(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id`, permission },
    summary: 'Renames a tenant, changes the profile of its company.',
    form: EditForm,
    handler: (call) =>
      orShown(parts, render, call, 'profile', () => {
        const { etag, ...sent } = call.body;
        changeTenant(parts, call.actor, call.params.id!, etag, profileOf(sent));
        return textsIn(call.viewer.locale).t('The tenant is changed.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/status`, permission },
    summary: 'Disables or archives a tenant, or enables it again.',
    form: StatusForm,
    handler: (call) =>
      orShown(parts, render, call, 'status', () => {
        const { status } = setTenantStatus(parts, call.actor, call.params.id!, call.body.etag, call.body.status);
        const { t } = textsIn(call.viewer.locale);
        if (status === 'active') return t('The tenant is open again.');
        return status === 'disabled'
          ? t('The tenant is disabled; nobody of it gets in.')
          : t('The tenant is archived.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/administrators`, permission },
    summary: 'Invites the first administrator of a tenant, and shows the link at which they choose a password.',
    form: InviteForm,
    handler: (call) => {
      const { login, displayName } = call.body;
      return orAgain(
        () => {
          const sent = { login, ...(displayName.trim() ? { displayName } : {}) };
          const { tenant, link } = inviteAdministrator(parts, call.actor, call.params.id!, sent);
          const data = { login, tenant, url: call.site + link.path, expiresAtMs: link.expiresAtMs };
          return { html: show(render, call, '@tenants/invited', english('Link'), data) };
        },
        (mistakes) => tenantPage(parts, render, call, { form: 'invite', typed: call.body, mistakes }),
      );
    },
  }),
];

const orShown = (
  parts: TenantParts,
  render: Render,
  call: Call<Typed>,
  form: Wrong['form'],
  work: () => string,
): PageAnswer | Promise<PageAnswer> =>
  orAgain(
    () => {
      call.reply.flash = work();
      return { redirect: `${PATH}/${call.params.id}` };
    },
    (mistakes) => tenantPage(parts, render, call, { form, typed: call.body, mistakes }),
  );

const profileOf = ({ size, ...sent }: { name: string; taxId: string; industry: string; size: '' | Size }) => ({
  ...sent,
  size: size === '' ? null : size,
});

const newForm = (
  { regions }: TenantParts,
  render: Render,
  call: AnyCall,
  typed: Typed,
  mistakes: FormMistakes | null,
): string =>
  show(render, call, '@tenants/new', english('New tenant'), { typed, mistakes, sizes: SIZES, regions: regions.names });

function tenantPage(parts: TenantParts, render: Render, call: AnyCall, wrong: Wrong | null): string {
  const tenant: Tenant = getTenant(parts, call.actor, call.params.id!);
  const hasAdministrator = parts.hasAdministrator(tenant.id);
  const data = { tenant, hasAdministrator, wrong, sizes: SIZES };
  return render.page('@tenants/tenant', frameOf(call, { title: tenant.name, section: 'tenants' }), data);
}

const show = (
  render: Render,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string =>
  render.page(view, frameOf(call, { title: textsIn(call.viewer.locale).t(title), section: 'tenants' }), data);
