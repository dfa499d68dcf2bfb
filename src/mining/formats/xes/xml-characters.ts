/** What a byte is to a scanner that looks for the end of something; 0: part of it. */
const table = (stops: string, controls: boolean): Uint8Array => {
  const made = new Uint8Array(256);
  for (const character of stops) made[character.charCodeAt(0)] = 1;
  if (controls) made.fill(1, 0, 32);
  return made;
};

export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const BLANK = 32;
export const EXCLAMATION = 33;
export const DOUBLE_QUOTE = 34;
export const AMPERSAND = 38;
export const SINGLE_QUOTE = 39;
export const SLASH = 47;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const QUESTION = 63;
export const CLOSING_BRACKET = 93;

/** End an attribute value, or need a closer look: quote, `&`, `<`, control characters. */
export const DOUBLE_QUOTED_STOPS = table('"&<', true);
export const SINGLE_QUOTED_STOPS = table("'&<", true);
export const NAME_STOPS = table(' />=<"\'&?', true);
export const TEXT_STOPS = table('<&', true);

export const isBlank = (byte: number | undefined) =>
  byte === BLANK || byte === NEWLINE || byte === TAB || byte === RETURN;

const NAME_START =
  ':A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = new RegExp(`^[${NAME_START}][${NAME_START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F-\\u2040]*$`, 'u');

/** Whether this may be the name of an element or attribute (XML 1.0, production 5). */
export const isXmlName = (text: string) => NAME.test(text);

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The text of a reference, `amp` or `#x20AC`; null when it is none of the five predefined ones and no legal character. */
export function resolveReference(name: string): string | null {
  const known = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name]! : null;
  if (known !== null || !/^#(\d{1,7}|x[0-9a-fA-F]{1,6})$/.test(name)) return known;
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const legal =
    code === TAB ||
    code === NEWLINE ||
    code === RETURN ||
    (code >= 32 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd);
  return legal || (code >= 0x10000 && code <= 0x10ffff) ? String.fromCodePoint(code) : null;
}
