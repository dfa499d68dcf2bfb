import { invalid, Type } from '#sdk';

const MAX_CHARS = 120;
const MAX_TEXT_CHARS = 2000;

/** Schema of a name that people give to a thing. */
export const Name = Type.String({ minLength: 1, maxLength: MAX_CHARS, description: 'Shown to people' });
export const Description = Type.String({ maxLength: MAX_TEXT_CHARS, description: 'In words' });

// Control characters, and the marks that turn or hide text: a name must look like what it is. The joiners belong to scripts.
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const HIDDEN_EVERYWHERE = new RegExp(HIDDEN.source, 'gu');

/** A name as it is kept: composed, without spaces at its ends. Refuses what cannot be read. */
export function cleanName(sent: string, pointer = '/name'): string {
  const name = sent.normalize('NFC').trim();
  if (name.length === 0) invalid('name.empty', 'A name needs at least one letter.', [{ pointer, message: 'empty' }]);
  if (name.length > MAX_CHARS)
    invalid('name.tooLong', `A name may have ${MAX_CHARS} characters at most.`, [{ pointer, message: 'too long' }]);
  if (HIDDEN.test(name))
    invalid('name.hiddenCharacters', 'A name may not hold line breaks, control or direction characters.', [
      { pointer, message: 'holds characters that cannot be seen' },
    ]);
  return name;
}

/** A name that comes from elsewhere, without what {@link cleanName} refuses; null where nothing is left. */
export function tameName(sent: string): string | null {
  const seen = sent.normalize('NFC').replace(HIDDEN_EVERYWHERE, '');
  return firstChars(seen.trim(), MAX_CHARS).trim() || null;
}

/** A description as it is kept: line ends of one kind, no spaces at its ends. */
export function cleanDescription(sent: string, pointer = '/description'): string {
  const text = sent.replaceAll('\r\n', '\n').trim();
  if (text.length > MAX_TEXT_CHARS)
    invalid('name.descriptionTooLong', `A description may have ${MAX_TEXT_CHARS} characters at most.`, [
      { pointer, message: 'too long' },
    ]);
  return text;
}

const MAX_EMAIL_CHARS = 254;

/** An address as it is kept; null where there is none. It tells where somebody is reached, never who somebody is. */
export function cleanEmail(sent: string | null, pointer = '/email'): string | null {
  const email = (sent ?? '').normalize('NFC').trim();
  if (email === '') return null;
  if (
    email.length <= MAX_EMAIL_CHARS &&
    /^[^\s\p{Cc}\p{Cf}<>()[\]\\,;:"@]+@[^\s\p{Cc}\p{Cf}<>()[\]\\,;:"@]+$/u.test(email)
  )
    return email;
  return invalid('name.badEmail', 'This is no e-mail address, as ann@example.org.', [
    { pointer, message: 'no address' },
  ]);
}

/** A login as it is compared: compatibility forms and letter case make no difference; nothing invisible, no spaces. */
export function loginKey(sent: string): string | null {
  const login = sent.normalize('NFKC').trim().toLowerCase();
  return login.length === 0 || login.length > MAX_CHARS || HIDDEN.test(login) || /\s/.test(login) ? null : login;
}

/**
 * A name as it is told apart from others: compatibility forms, letter case, kinds and runs of spaces make no difference, for people
 * would take one for the other.
 */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\u200c\u200d]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

/** The name, or the name with the least number from 2 that nobody holds: `Claims (2)`. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const keys = new Set(taken.map(nameKey));
  if (!keys.has(nameKey(wanted))) return wanted;
  const bare = wanted.replace(/ \(\d{1,6}\)$/, '');
  for (let number = 2; ; number++) {
    const tail = ` (${number})`;
    const name = firstChars(bare, MAX_CHARS - tail.length).trimEnd() + tail;
    if (!keys.has(nameKey(name))) return name;
  }
}

/** The beginning of a text, cut between characters and not inside of one. */
function firstChars(text: string, limit: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length > limit) break;
    kept += segment;
  }
  return kept;
}
