import type { IdentityFeatures } from './assemble-identity.ts';
import type { Analyses, DatasetEngine } from './features/analyses/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import { privacyFeature, sqlitePrivacyStore } from './features/privacy/index.ts';
import { rowPoliciesFeature, sqliteRowPolicyStore } from './features/row-policies/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { Render } from './platform/http/render.ts';
import type { Route } from './platform/http/route.ts';

interface Parts {
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly identity: Pick<IdentityFeatures, 'accounts' | 'access'>;
  readonly analyses: Analyses;
  readonly datasetEngine: DatasetEngine;
  readonly base: { readonly changes: Changes };
  readonly render: Render;
}

/** Tenants, workspaces, sharing and row policies: they need to know of accounts and datasets, and these nothing of them. */
export function administerWith({ db, secrets, clock, newId, config }: Foundations, parts: Parts): readonly Route[] {
  const { tenancy, datasets, identity, analyses, render } = parts;
  const { accounts, access } = identity;
  const { openDataset } = datasets;
  const policies = rowPoliciesFeature({
    ...{ store: sqliteRowPolicyStore(db), changes: parts.base.changes, clock, newId, openDataset, access },
    ...{ analyses, engine: parts.datasetEngine, render, getProject: tenancy.getProject },
  });
  const administration = tenancy.administration({
    ...{ render, access, hasAdministrator: access.hasAdministrator, openDataset },
    invite(change, tenant, sent) {
      const { user, link } = accounts.inviteAdministrator(change, tenant, sent);
      return { user: user.id, login: user.login, link };
    },
  });
  const privacy = privacyFeature(
    {
      ...{ store: sqlitePrivacyStore(db), db, secrets, changes: parts.base.changes, clock },
      leastGroup: () => config.engine.default_k,
    },
    render,
  );
  return [...administration, ...policies.routes, ...privacy.routes];
}
