import { invalid, Type } from '#sdk';

const MAX_CHARS = 120;

/** Schema of a name that people give to a thing. */
export const Name = Type.String({ minLength: 1, maxLength: MAX_CHARS, description: 'Shown to people' });
export const Description = Type.String({ maxLength: 2000, description: 'In words' });

// Control characters, and the marks that turn or hide text: a name must look like what it is. The joiners belong to scripts.
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A name as it is kept: composed, without spaces at its ends. Refuses what cannot be read. */
export function cleanName(sent: string, pointer = '/name'): string {
  const name = sent.normalize('NFC').trim();
  if (name.length === 0) invalid('name.empty', 'A name needs at least one letter.', [{ pointer, message: 'empty' }]);
  if (HIDDEN.test(name))
    invalid('name.hiddenCharacters', 'A name may not hold line breaks, control or direction characters.', [
      { pointer, message: 'holds characters that cannot be seen' },
    ]);
  return name;
}

/** A login as it is compared: compatibility forms and letter case make no difference; nothing invisible, no spaces. */
export function loginKey(sent: string): string | null {
  const login = sent.normalize('NFKC').trim().toLowerCase();
  return login.length === 0 || login.length > MAX_CHARS || HIDDEN.test(login) || /\s/.test(login) ? null : login;
}
