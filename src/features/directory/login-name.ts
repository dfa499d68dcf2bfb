/** Longer is no name: Active Directory's longest form, a UPN, has 1,024 characters; people type a few dozen. */
const MAX_LENGTH = 256;

/** Controls, marks that turn the direction of writing, characters without width, halves of pairs, what Unicode has not assigned. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** A name as somebody typed it, ready to be searched for; null: it cannot be anyone's. */
export function typedLogin(typed: string): string | null {
  const name = typed.normalize('NFKC').trim();
  return name === '' || name.length > MAX_LENGTH || UNSEEN.test(typed.trim()) || UNSEEN.test(name) ? null : name;
}

/** A name as the directory has it, in the one form in which Adit keeps and compares it: NFKC, case folded. */
export const keptLogin = (given: string): string => casefold(visible(given).normalize('NFKC')).trim();

/** A text of the directory without what could make it look like another. */
export const visible = (text: string): string => text.replaceAll(new RegExp(UNSEEN, 'gu'), '').trim();

/**
 * Unicode's full case folding, but for the few letters in which it differs from upper case made lower. "ß" becomes "ss";
 * both forms of sigma become one; the Turkish dotless i stays itself.
 */
function casefold(text: string): string {
  return [...text]
    .map((letter) => (letter === 'ı' ? letter : letter.toUpperCase().toLowerCase()))
    .join('')
    .replaceAll('ς', 'σ');
}

/** The parts of `CORP\ann`. Without "\" the domain is null. */
export function splitDomain(login: string): { domain: string | null; name: string } {
  const at = login.indexOf('\\');
  return at < 0 ? { domain: null, name: login } : { domain: login.slice(0, at), name: login.slice(at + 1) };
}
