import MailComposer from 'nodemailer/lib/mail-composer';
import type { Locale } from '../access/person.ts';
import { english, textsIn } from '../text/texts.ts';

/** What is written to one person, in their language: no data beyond names and a link. */
export interface Letter {
  readonly subject: string;
  /** Paragraphs, or lines of a list, as plain text. */
  readonly lines: readonly Line[];
  readonly locale: Locale;
}

export interface Line {
  readonly text: string;
  /** A whole address, of our own site. */
  readonly url: string | null;
}

/** A letter with everything that it has on its way. */
export interface Message extends Letter {
  /** The same at every attempt, so that a relay or a reader can tell a repetition. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly sentAtMs: number;
  /** Where people reach the appliance. */
  readonly site: string;
}

const MAX_SUBJECT_CHARS = 200;
const FOOTER = english(
  'Sent by Adit ({site}). Nobody reads answers to this address. What you are told of: {preferences}',
);

/** The bytes of a message (RFC 5322): plain text and simple HTML side by side. */
export function composed(message: Message): Promise<Buffer> {
  const { from, to, id, sentAtMs } = message;
  const mail = new MailComposer({
    from: { name: 'Adit', address: from },
    to: { name: '', address: to },
    subject: subjectOf(message),
    text: textOf(message),
    html: htmlOf(message),
    messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    date: new Date(sentAtMs),
    // So that no answering machine answers (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return mail.compile().build();
}

/** One line, whatever a name holds: what ends a line would begin another header. */
const subjectOf = ({ subject }: Letter): string =>
  subject
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MAX_SUBJECT_CHARS);

const footerOf = ({ locale, site }: Message): string =>
  textsIn(locale).t(FOOTER, { site, preferences: `${site}/inbox` });

function textOf(message: Message): string {
  const blocks = message.lines.map(({ text, url }) => (url === null ? text : `${text}\n${url}`));
  return `${blocks.join('\n\n')}\n\n-- \n${footerOf(message)}\n`;
}

function htmlOf(message: Message): string {
  const lines = message.lines.map(({ text, url }) => {
    const shown = escaped(text);
    return url === null ? `<p>${shown}</p>` : `<p>${shown}<br><a href="${escaped(url)}">${escaped(url)}</a></p>`;
  });
  const footer = `<p style="color:#666;font-size:smaller">${escaped(footerOf(message))}</p>`;
  return `<!DOCTYPE html>\n<html lang="${message.locale}"><body>\n${[...lines, footer].join('\n')}\n</body></html>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
