import type { Change } from '../../platform/changes/changes.ts';
import type { Outbox } from '../../platform/mail/index.ts';
import { type Texts, textsIn } from '../../platform/text/texts.ts';
import type { GivenLink, Link } from './link.ts';
import type { User } from './model.ts';
import type { AccountStore } from './store.ts';

export interface HandOutParts {
  readonly store: Pick<AccountStore, 'findOwnSettings'>;
  readonly newId: () => string;
  readonly mail: Pick<Outbox, 'isConfigured' | 'isPaused' | 'localeFor' | 'post'>;
}

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
  const until = `${new Date(link.expiresAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  mail.post(change.tx, {
    ...{ tenant, user: id, address: email, locale, kind: 'link', once: `link.${newId()}` },
    ...wordsFor(textsIn(locale), { login, hasPassword, until }),
    ...{ secretPath: link.path, expiresAtMs: link.expiresAtMs },
  });
  return { ...link, path: null, sentTo: email };
}

function wordsFor(
  { t }: Texts,
  { login, hasPassword, until }: Pick<User, 'login' | 'hasPassword'> & { until: string },
) {
  const said = (subject: string, text: string) => ({ subject, lines: [{ text, path: null }] });
  return hasPassword
    ? said(
        t('A new password for Adit'),
        t(
          'A new password was asked for, for your account “{login}”. Choose it at this link, once, until {until}; your old one holds until then:',
          { login, until },
        ),
      )
    : said(
        t('Your account for Adit'),
        t('There is an account “{login}” for you. Choose a password at this link, once, until {until}:', {
          ...{ login, until },
        }),
      );
}
