import { type Static, Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { OwnChange, type OwnSettings, PreferencesView } from './model.ts';
import { changeOwnSettings, getOwnSettings } from './own-settings.ts';
import type { AccountParts } from './use-cases.ts';

const tag = 'auth';
const PATH = '/api/v1/auth/me/settings';

const OwnSettingsView = Type.Object({ displayName: Type.String(), ...PreferencesView.properties });

const present = ({ displayName, preferences }: OwnSettings): Static<typeof OwnSettingsView> => ({
  displayName,
  ...preferences,
});

export const ownSettingsRoutes = (parts: AccountParts): Route[] => [
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
