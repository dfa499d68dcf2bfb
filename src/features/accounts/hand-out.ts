import type { Change } from '../../platform/changes/changes.ts';
import type { Outbox } from '../../platform/mail/index.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import type { GivenLink, Link } from './link.ts';
import type { User } from './model.ts';
import type { AccountStore } from './store.ts';

export interface HandOutParts {
  readonly store: Pick<AccountStore, 'findOwnSettings'>;
  readonly newId: () => string;
  readonly mail: Pick<Outbox, 'isConfigured' | 'isPaused' | 'localeFor' | 'post'>;
}

const INVITATION = {
  subject: english('Your account for Adit'),
  text: english('There is an account “{login}” for you. Choose a password at this link, once, until {until}:'),
};
const NEW_PASSWORD = {
  subject: english('A new password for Adit'),
  text: english(
    'A new password was asked for, for your account “{login}”. Choose it at this link, once, until {until}; your old one holds until then:',
  ),
};

/** Sends a link by mail where that reaches the person, part of the change; else, or where it is asked for, it is shown. */
export function handOut(
  { mail, store, newId }: HandOutParts,
  change: Change,
  { id, tenant, login, email, hasPassword }: User,
  { link, showLink = false }: { link: Link; showLink?: boolean | undefined },
): GivenLink {
  if (showLink || email === null || !mail.isConfigured() || mail.isPaused(tenant, email))
    return { ...link, sentTo: null };
  const locale = mail.localeFor(store.findOwnSettings(tenant, id)?.preferences.language ?? null);
  const { t } = textsIn(locale);
  const words = hasPassword ? NEW_PASSWORD : INVITATION;
  const until = `${new Date(link.expiresAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  mail.post(change.tx, {
    ...{ tenant, user: id, address: email, locale, kind: 'link', once: `link.${newId()}` },
    ...{ subject: t(words.subject), lines: [{ text: t(words.text, { login, until }), path: null }] },
    ...{ secretPath: link.path, expiresAtMs: link.expiresAtMs },
  });
  return { ...link, path: null, sentTo: email };
}
