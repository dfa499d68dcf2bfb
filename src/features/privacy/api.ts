import { type Route, route } from '../../platform/http/route.ts';
import { type Privacy, PrivacyView, WritePrivacy } from './model.ts';
import { getPrivacy, type PrivacyParts, setPrivacy } from './use-cases.ts';

const permission = 'admin:policies';
const tag = 'admin';
const PATH = '/api/v1/admin/privacy';

const present = ({ personalColumns, ...rest }: Privacy) => ({ ...rest, personalColumns: [...personalColumns] });

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
];
