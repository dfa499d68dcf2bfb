import { Type } from '#sdk';
import { share, tables, text, whole } from '../setting.ts';
import { roleRule } from './role-map.ts';

/** What the groups of a directory mean, and how far its word is followed. */
export const ldapPeople = {
  role_map: tables(
    'What the groups of a directory mean here; somebody in several groups has the roles of all. Nobody has a role without a group that gives one.',
    'restart',
    Type.Object({
      ...roleRule(
        'Group: its DN, its SID, or a form of its CN, in which "*" stands for any characters.',
        'CN=Adit Analysts,OU=Groups,DC=corp,DC=example',
      ),
      server: text('Id of the directory whose groups are meant; empty: of any.', '', 'restart', {
        pattern: '^([a-z0-9][a-z0-9-]{0,31})?$',
        form: 'corp',
      }),
    }),
  ),
  default_role: text(
    'Role of everybody whom a directory knows, in the whole of the first tenant; empty: without a group nobody comes in.',
    '',
    'restart',
    { form: 'viewer' },
  ),
  outage_minutes: whole(
    'Minutes for which people who are signed in go on when their directory cannot be asked.',
    60,
    'restart',
    { minimum: 0, maximum: 1440 },
  ),
  sync: Type.Object(
    {
      every_minutes: whole(
        'Minutes between two comparisons of accounts with the directories; 0: only by hand.',
        60,
        'restart',
        {
          minimum: 0,
          maximum: 10_080,
        },
      ),
      max_shrink: share(
        'Share of people who may be gone, or lose their last role, since the last comparison; with more it stops and changes nothing.',
        0.2,
        'restart',
      ),
      grace_hours: whole(
        'Hours after which an account is disabled whose person two comparisons in a row did not find.',
        24,
        'restart',
        { minimum: 0, maximum: 8760 },
      ),
    },
    { description: 'Comparing accounts with the directories.' },
  ),
};
