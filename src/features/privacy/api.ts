import { Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { type Privacy, PrivacyView, WritePrivacy } from './model.ts';
import { forgetPseudonymKey, hasPseudonymKey, renewPseudonymKey } from './pseudonym-key.ts';
import { getPrivacy, type PrivacyParts, setPrivacy } from './use-cases.ts';

const permission = 'admin:policies';
const tag = 'admin';
const PATH = '/api/v1/admin/privacy';

const present = ({ personalColumns, ...rest }: Privacy) => ({ ...rest, personalColumns: [...personalColumns] });

const PSEUDONYMS = `${PATH}/pseudonyms`;
const KeyView = Type.Object({
  hasKey: Type.Boolean({ description: 'Whether there is a key by which pseudonyms and shifted times are made' }),
});
const stateOf = (parts: PrivacyParts, actor: Actor) => ({ hasKey: hasPseudonymKey(parts, actor) });

export const privacyRoutes = (parts: PrivacyParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'What your tenant shows of single people and of small groups.',
    response: PrivacyView,
    handler: ({ actor }) => present(getPrivacy(parts, actor)),
  }),
  route({
    ...{ method: 'PUT', path: PATH, permission, tag },
    summary:
      'Decides what your tenant shows of single people and of small groups; it counts from the next question on.',
    body: WritePrivacy,
    response: PrivacyView,
    example: { body: { personalViews: false, personalColumns: ['clerk', 'case:owner'], leastGroup: 10 } },
    handler: ({ actor, body }) => present(setPrivacy(parts, actor, body)),
  }),
  route({
    ...{ method: 'GET', path: PSEUDONYMS, permission, tag },
    summary: 'Whether there is a key of pseudonyms.',
    response: KeyView,
    handler: ({ actor }) => stateOf(parts, actor),
  }),
  route({
    ...{ method: 'POST', path: `${PSEUDONYMS}/renew`, permission, tag, idempotent: false },
    summary:
      'A new key of pseudonyms in the place of the former one, which is gone: later loads do not meet the people and cases of earlier ones.',
    response: KeyView,
    handler({ actor }) {
      renewPseudonymKey(parts, actor);
      return stateOf(parts, actor);
    },
  }),
  route({
    ...{ method: 'POST', path: `${PSEUDONYMS}/forget`, permission, tag, idempotent: false },
    summary:
      'Removes the key of pseudonyms: nobody can tell any more to whom they belong. The next load that needs one makes another.',
    response: KeyView,
    handler({ actor }) {
      forgetPseudonymKey(parts, actor);
      return stateOf(parts, actor);
    },
  }),
];
