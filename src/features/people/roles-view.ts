import { nameOf, type Words } from '../../platform/text/words.ts';
import { EMPTY_CELL, frequencyHeat, type HeatTable } from './heat-table.ts';
import type { Links } from './links.ts';
import type { Role, Roles } from './model.ts';

/** From how alike people share a role, per cent, until somebody chooses. */
export const USUAL_LIKENESS = 60;
const COLOURS = 9;
/** Activities and members of a role that are seen at once. */
const [ACTIVITIES, MEMBERS] = [6, 12];
/** Roles in the table of handovers. */
const IN_TABLE = 20;

/** A role's name of up to three activities, as people read it. */
export const roleName = ({ role }: Pick<Role, 'role'>, words: Words): string =>
  nameOf(role === 'unnamed' ? '' : role, words);

/** Each role with what it does and who belongs to it. */
export function roleCards({ roles }: Roles, links: Links, words: Words) {
  const { n, fmt } = words;
  const most = roles.reduce((all, { share }) => Math.max(all, share), 0);
  return roles.map((role, i) => {
    const members = role.members.map(({ resource, events, similarity }) => ({
      ...{ name: nameOf(resource, words), href: links.person(resource) },
      ...{ events: fmt.number(events), alike: fmt.percent(similarity) },
    }));
    return {
      ...{ name: roleName(role, words), colour: i < COLOURS ? i + 1 : 0 },
      ...{
        share: role.share / most,
        shareText: fmt.percent(role.share),
        href: links.anyOf(role.members.map((m) => m.resource)),
      },
      facts: [
        n(role.members.length, '{n} person', '{n} people', fmt.number(role.members.length)),
        n(role.events, '{n} event', '{n} events', fmt.number(role.events)),
        n(role.cases, '{n} case', '{n} cases', fmt.number(role.cases)),
      ].join(' · '),
      activities: role.activities.slice(0, ACTIVITIES).map(({ activity, share }) => ({
        ...{ name: nameOf(activity, words), href: links.activity(activity), share, shareText: fmt.percent(share) },
      })),
      moreActivities: Math.max(0, role.activities.length - ACTIVITIES),
      ...{ members: members.slice(0, MEMBERS), moreMembers: members.slice(MEMBERS) },
    };
  });
}

/** Handovers from role to role. */
export function roleMatrix({ roles, handovers }: Roles, words: Words): HeatTable | null {
  const shown = roles.slice(0, IN_TABLE);
  if (shown.length < 2) return null;
  const { t, n, fmt } = words;
  const by = new Map(handovers.map((arc) => [`${arc.from}\u0000${arc.to}`, arc]));
  const most = handovers.reduce((all, { count }) => Math.max(all, count), 0);
  const heads = shown.map((role) => ({ text: roleName(role, words), title: roleName(role, words), href: null }));
  return {
    caption: t('Handovers from role to role'),
    corner: t('from ↓ to →'),
    columns: heads,
    rows: shown.map(({ role: from }, i) => ({
      head: heads[i]!,
      cells: shown.map(({ role: to }, j) => {
        const arc = by.get(`${from}\u0000${to}`);
        if (!arc) return EMPTY_CELL;
        const title = [
          `${heads[i]!.text} → ${heads[j]!.text}`,
          n(arc.count, '{n} handover', '{n} handovers', fmt.number(arc.count)),
          n(arc.cases, '{n} case', '{n} cases', fmt.number(arc.cases)),
        ].join(' · ');
        return { text: fmt.number(arc.count), heat: frequencyHeat(arc.count, most), title, href: null };
      }),
    })),
  };
}
