import { Nullable, type Static, Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { OwnChange, type OwnSettings, PreferencesView } from './model.ts';
import { changeOwnEmail, getOwnEmail } from './own-email.ts';
import { changeOwnSettings, getOwnSettings } from './own-settings.ts';
import type { AccountParts } from './use-cases.ts';

const tag = 'auth';
const PATH = '/api/v1/auth/me/settings';

const OwnSettingsView = Type.Object({ displayName: Type.String(), ...PreferencesView.properties });

const present = ({ displayName, preferences }: OwnSettings): Static<typeof OwnSettingsView> => ({
  displayName,
  ...preferences,
});

const EMAIL_PATH = '/api/v1/auth/me/email';
const OwnEmail = Type.Object({ email: Nullable(Type.String({ maxLength: 254 })) });

export const ownSettingsRoutes = (parts: AccountParts): Route[] => [
  route({
    ...{ method: 'GET', path: EMAIL_PATH, permission: 'read:self', tag },
    summary: 'Your e-mail address.',
    response: OwnEmail,
    handler: ({ actor }) => ({ email: getOwnEmail(parts, actor) }),
  }),
  route({
    ...{ method: 'PUT', path: EMAIL_PATH, permission: 'write:self', tag },
    summary: 'Changes your e-mail address, some minutes after you proved who you are; null: none.',
    body: OwnEmail,
    handler: ({ actor, body }) => changeOwnEmail(parts, actor, body.email) as undefined,
  }),
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:self', tag },
    summary: 'Your name, and what you chose for the pages: zone, language, density, theme.',
    response: OwnSettingsView,
    handler: ({ actor }) => present(getOwnSettings(parts, actor)),
  }),
  route({
    ...{ method: 'PATCH', path: PATH, permission: 'write:self', tag },
    summary:
      'Changes your name or what you chose for the pages; what is not sent stays, null goes back to the default.',
    body: OwnChange,
    response: OwnSettingsView,
    handler: ({ actor, body }) => present(changeOwnSettings(parts, actor, body)),
  }),
];
