import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound, tenantOf } from '../../platform/access/guard.ts';
import { cleanName } from '../../platform/names.ts';
import type { OwnChange, OwnSettings } from './model.ts';
import type { AccountParts } from './use-cases.ts';

export function getOwnSettings({ store }: Pick<AccountParts, 'store'>, actor: Actor): OwnSettings {
  return store.findOwnSettings(tenantOf(actor), actor.id) ?? notFound('account');
}

/** Changes the own name and how pages look; what is not sent stays. */
export function changeOwnSettings(parts: AccountParts, actor: Actor, sent: Static<typeof OwnChange>): OwnSettings {
  const { displayName, ...chosen } = sent;
  const zone = chosen.displayZone;
  if (typeof zone === 'string') chosen.displayZone = zoneName(zone);
  return parts.changes.make(actor, (change) => {
    const before = getOwnSettings(parts, actor);
    const after: OwnSettings = {
      ...before,
      displayName: displayName === undefined ? before.displayName : cleanName(displayName, '/displayName'),
      preferences: { ...before.preferences, ...chosen },
    };
    if (before.isNameGiven && after.displayName !== before.displayName) givenElsewhere();
    parts.store.saveOwnSettings(change.tx, tenantOf(actor), actor.id, after);
    change.record({ action: 'user.change-settings', kind: 'user', id: actor.id, event: 'updated', before, after });
    return after;
  });
}

function givenElsewhere(): never {
  throw new AppError(
    'conflict',
    'user.nameGiven',
    'The name of this account is given where it comes from. Change it there.',
    [{ pointer: '/displayName', message: 'given elsewhere' }],
  );
}

/** The zones that a person can choose from, by name. */
export const listZones = (): readonly string[] => ZONES;
// What the program knows of zones; UTC is not always on its list.
const ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted();

/** The name as IANA writes it; a fixed offset is no zone, because it knows no summer. */
function zoneName(sent: string): string {
  const known = ZONES.find((zone) => zone.toLowerCase() === sent.toLowerCase());
  if (known) return known;
  if (/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(sent)) {
    try {
      // Older names ("Asia/Calcutta") are taken as well.
      return new Intl.DateTimeFormat('en', { timeZone: sent }).resolvedOptions().timeZone;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return invalid('user.unknownZone', 'This is no time zone of the IANA list, as Europe/Berlin.', [
    { pointer: '/displayZone', message: 'no such zone' },
  ]);
}
