import foundation from './0001-foundation.sql' with { type: 'text' };
import signIn from './0002-sign-in-and-repetition.sql' with { type: 'text' };
import accounts from './0003-accounts.sql' with { type: 'text' };
import uploads from './0004-uploads.sql' with { type: 'text' };
import analyses from './0005-analyses.sql' with { type: 'text' };
import bin from './0006-bin.sql' with { type: 'text' };
import workbench from './0007-workbench.sql' with { type: 'text' };
import models from './0008-models-and-rules.sql' with { type: 'text' };
import tenancy from './0009-tenancy-and-access.sql' with { type: 'text' };
import identities from './0010-identities.sql' with { type: 'text' };
import credentials from './0011-credentials.sql' with { type: 'text' };
import apiKeys from './0012-api-keys.sql' with { type: 'text' };
import audit from './0013-audit.sql' with { type: 'text' };
import scansAndHeldRoles from './0014-scans-and-held-roles.sql' with { type: 'text' };
import rowPolicies from './0015-row-policies.sql' with { type: 'text' };
import oidc from './0016-oidc.sql' with { type: 'text' };
import jobsAndSchedules from './0017-jobs-and-schedules.sql' with { type: 'text' };
import webhooksAndInbox from './0018-webhooks-and-inbox.sql' with { type: 'text' };
import importStudio from './0019-import-studio.sql' with { type: 'text' };
import loads from './0020-loads.sql' with { type: 'text' };
import quality from './0021-quality.sql' with { type: 'text' };
import provenance from './0022-provenance.sql' with { type: 'text' };
import refusedRows from './0023-refused-rows.sql' with { type: 'text' };
import mail from './0024-mail.sql' with { type: 'text' };
import connections from './0025-connections.sql' with { type: 'text' };
import extractions from './0026-extractions.sql' with { type: 'text' };
import pipelines from './0027-pipelines.sql' with { type: 'text' };
import standingDecisions from './0029-standing-decisions.sql' with { type: 'text' };
import missedPushes from './0032-missed-pushes.sql' with { type: 'text' };
import pipelineDrafts from './0033-pipeline-drafts.sql' with { type: 'text' };

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

/** Every migration, in order; imported as text so that the single binary carries them. A test compares with the folder. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: '0001-foundation.sql', text: foundation },
  { number: 2, name: '0002-sign-in-and-repetition.sql', text: signIn },
  { number: 3, name: '0003-accounts.sql', text: accounts },
  { number: 4, name: '0004-uploads.sql', text: uploads },
  { number: 5, name: '0005-analyses.sql', text: analyses },
  { number: 6, name: '0006-bin.sql', text: bin },
  { number: 7, name: '0007-workbench.sql', text: workbench },
  { number: 8, name: '0008-models-and-rules.sql', text: models },
  { number: 9, name: '0009-tenancy-and-access.sql', text: tenancy },
  { number: 10, name: '0010-identities.sql', text: identities },
  { number: 11, name: '0011-credentials.sql', text: credentials },
  { number: 12, name: '0012-api-keys.sql', text: apiKeys },
  { number: 13, name: '0013-audit.sql', text: audit },
  { number: 14, name: '0014-scans-and-held-roles.sql', text: scansAndHeldRoles },
  { number: 15, name: '0015-row-policies.sql', text: rowPolicies },
  { number: 16, name: '0016-oidc.sql', text: oidc },
  { number: 17, name: '0017-jobs-and-schedules.sql', text: jobsAndSchedules },
  { number: 18, name: '0018-webhooks-and-inbox.sql', text: webhooksAndInbox },
  { number: 19, name: '0019-import-studio.sql', text: importStudio },
  { number: 20, name: '0020-loads.sql', text: loads },
  { number: 21, name: '0021-quality.sql', text: quality },
  { number: 22, name: '0022-provenance.sql', text: provenance },
  { number: 23, name: '0023-refused-rows.sql', text: refusedRows },
  { number: 24, name: '0024-mail.sql', text: mail },
  { number: 25, name: '0025-connections.sql', text: connections },
  { number: 26, name: '0026-extractions.sql', text: extractions },
  { number: 27, name: '0027-pipelines.sql', text: pipelines },
  { number: 29, name: '0029-standing-decisions.sql', text: standingDecisions },
  { number: 32, name: '0032-missed-pushes.sql', text: missedPushes },
  { number: 33, name: '0033-pipeline-drafts.sql', text: pipelineDrafts },
];
