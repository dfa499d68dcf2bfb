import type { IdentityFeatures } from './assemble-identity.ts';
import type { Datasets } from './features/datasets/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Render } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';

interface Parts {
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly identity: Pick<IdentityFeatures, 'accounts' | 'access'>;
  readonly render: Render;
}

/** Tenants, workspaces and sharing: they need to know of accounts and datasets, and these nothing of them. */
export const administerWith = ({ tenancy, datasets, identity, render }: Parts): readonly Route[] => {
  const { accounts, access } = identity;
  return tenancy.administration({
    ...{ render, access, hasAdministrator: access.hasAdministrator, openDataset: datasets.openDataset },
    invite(change, tenant, sent) {
      const { user, link } = accounts.inviteAdministrator(change, tenant, sent);
      return { user: user.id, login: user.login, link };
    },
  });
};
