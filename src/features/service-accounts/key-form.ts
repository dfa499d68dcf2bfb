import { Choice, type Static, Type } from '#sdk';
import { PERMISSIONS } from '../../platform/access/permissions.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { type ApiKey, type IssuedKey, MAX_NETWORKS, type NewKey, SCOPES, stateOf } from './model.ts';

/** The form in which a key is made, and how keys are shown; the same for people and for administrators. */

const DAYS = ['30', '90', '180', '365'] as const;

export const KeyForm = Type.Object({
  name: Type.String({ maxLength: 200 }),
  scopes: Type.Array(Choice(SCOPES), { default: [], maxItems: SCOPES.length, uniqueItems: true }),
  networks: Type.String({ maxLength: 2000 }),
  days: Choice(DAYS, { default: '90' }),
});
/** For how long the old key opens beside the new one. */
export const RotateForm = Type.Object({ overlapHours: Choice(['0', '24', '168'], { default: '24' }) });

export const keySent = ({ name, scopes, networks, days }: Static<typeof KeyForm>): Static<typeof NewKey> => ({
  ...{ name, scopes, days: Number(days) },
  networks: networks
    .split(/[\s,;]+/)
    .filter((entry) => entry !== '')
    .slice(0, MAX_NETWORKS + 1),
});

/** What the form shows: what was typed, and which permissions can be given. */
export const keyFormShown = (
  action: string,
  grantable: readonly string[],
  typed: Static<typeof KeyForm> | null,
  mistakes: FormMistakes | null,
) => ({
  ...{ action, days: DAYS, mistakes },
  typed: typed ?? { name: '', scopes: [], networks: '', days: '90' },
  scopes: SCOPES.filter((scope) => grantable.includes(scope)),
  does: PERMISSIONS,
});

export const keyShown = (key: ApiKey, nowMs: number) => ({
  ...{ id: key.id, name: key.name, state: stateOf(key, nowMs), scopes: key.scopes, networks: key.networks },
  ...{ createdAtMs: key.createdAtMs, expiresAtMs: key.expiresAtMs, replacedBy: key.replacedBy },
  ...{ lastUsedAtMs: key.lastUsedAtMs, lastUsedIp: key.lastUsedIp },
});

export const issuedShown = ({ key, text }: IssuedKey, back: string) => ({
  ...{ name: key.name, expiresAtMs: key.expiresAtMs, text, back },
});
