/** One `type=value`; the type as {@link typeOf} names it, the value without its escapes. */
interface Part {
  readonly type: string;
  readonly value: string;
}
/** The parts of one step of a name; more than one where they are joined by "+". */
type Rdn = readonly Part[];

/** Names for types that RFC 4514 lets stand as a number. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'cn',
  '2.5.4.4': 'sn',
  '2.5.4.5': 'serialnumber',
  '2.5.4.6': 'c',
  '2.5.4.7': 'l',
  '2.5.4.8': 'st',
  '2.5.4.9': 'street',
  '2.5.4.10': 'o',
  '2.5.4.11': 'ou',
  '0.9.2342.19200300.100.1.1': 'uid',
  '0.9.2342.19200300.100.1.25': 'dc',
};
const LONG_NAMES: Readonly<Record<string, string>> = {
  commonname: 'cn',
  surname: 'sn',
  countryname: 'c',
  localityname: 'l',
  stateorprovincename: 'st',
  organizationname: 'o',
  organizationalunitname: 'ou',
  userid: 'uid',
  domaincomponent: 'dc',
};

/**
 * Reads a distinguished name by RFC 4514, and what older servers write: quotes, ";" between steps, `OID.` before numbers
 * (RFC 2253, RFC 1779). From the entry upwards. Null: it is none.
 */
export function parseDn(text: string): readonly Rdn[] | null {
  if (text.trim() === '') return [];
  const rdns: Part[][] = [[]];
  let at = 0;
  for (;;) {
    const equals = text.indexOf('=', at);
    const type = equals < 0 ? null : typeOf(text.slice(at, equals));
    const read = type === null ? null : readValue(text, equals + 1);
    if (type === null || read === null) return null;
    rdns.at(-1)?.push({ type, value: read.value });
    if (read.end === text.length) return rdns;
    if (text[read.end] !== '+') rdns.push([]);
    at = read.end + 1;
  }
}

function typeOf(text: string): string | null {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^oid\./, '');
  if (!/^([a-z][a-z0-9-]*|\d+(\.\d+)*)$/.test(name)) return null;
  return SHORT_NAMES[name] ?? LONG_NAMES[name] ?? name;
}

/** The value that begins there, and where what ends it stands: one of `,;+`, or the end of the text. */
function readValue(text: string, start: number): { value: string; end: number } | null {
  let at = start;
  while (text[at] === ' ') at++;
  if (text[at] === '"') return readQuoted(text, at + 1);
  const bytes: number[] = [];
  let kept = 0; // spaces at the end do not count, unless they are escaped
  const first = at;
  while (at < text.length && !',;+'.includes(text[at] as string)) {
    const read = readCharacter(text, at);
    if (!read || '"<>'.includes(text[at] as string)) return null;
    bytes.push(...read.bytes);
    if (text[at] !== ' ') kept = bytes.length;
    at = read.end;
  }
  const value = decoded(bytes.slice(0, kept));
  if (value === null) return null;
  return text[first] === '#' ? hexValue(value, at) : { value, end: at };
}

function readQuoted(text: string, start: number): { value: string; end: number } | null {
  const bytes: number[] = [];
  let at = start;
  while (at < text.length && text[at] !== '"') {
    const read = readCharacter(text, at);
    if (!read) return null;
    bytes.push(...read.bytes);
    at = read.end;
  }
  if (text[at++] !== '"') return null;
  while (text[at] === ' ') at++;
  const value = decoded(bytes);
  return value === null || (at < text.length && !',;+'.includes(text[at] as string)) ? null : { value, end: at };
}

const encoder = new TextEncoder();

function readCharacter(text: string, at: number): { bytes: Iterable<number>; end: number } | null {
  const character = String.fromCodePoint(text.codePointAt(at) as number);
  if (character === '\0') return null;
  if (character !== '\\') return { bytes: encoder.encode(character), end: at + character.length };
  const hex = /^[0-9A-Fa-f]{2}/.exec(text.slice(at + 1, at + 3))?.[0];
  if (hex) return { bytes: [Number.parseInt(hex, 16)], end: at + 3 };
  const escaped = text[at + 1];
  return escaped !== undefined && ' "#+,;<=>\\'.includes(escaped)
    ? { bytes: encoder.encode(escaped), end: at + 2 }
    : null;
}

function decoded(bytes: number[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/** `#04036162`: the value as BER. A short text is the text; anything else stays as it stands. */
function hexValue(value: string, end: number): { value: string; end: number } | null {
  if (!/^#([0-9A-Fa-f]{2})+$/.test(value)) return null;
  const bytes = [...Buffer.from(value.slice(1), 'hex')];
  const isText = [0x04, 0x0c, 0x13, 0x16].includes(bytes[0] as number) && bytes[1] === bytes.length - 2;
  return { value: (isText ? decoded(bytes.slice(2)) : null) ?? value.toLowerCase(), end };
}

/**
 * Compared as caseIgnoreMatch does: case, runs of spaces and composed letters do not count. Letters that only look alike stay
 * different (NFC, where RFC 4518 has NFKC): this decides about rights.
 */
const folded = (value: string): string => value.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** The same text for every spelling of the same name; what is no name stays itself. Never shown, never sent. */
export function dnKey(dn: string): string {
  const rdns = parseDn(dn);
  return rdns ? JSON.stringify(rdns.map(rdnKey)) : JSON.stringify([`no name: ${dn}`]);
}

const rdnKey = (rdn: Rdn): string =>
  JSON.stringify(rdn.map(({ type, value }) => `${type}=${folded(value)}`).toSorted());

export const sameDn = (a: string, b: string): boolean => dnKey(a) === dnKey(b);

/** True for the base itself and everything below it. */
export function isUnder(dn: string, base: string): boolean {
  const [below, above] = [parseDn(dn), parseDn(base)];
  if (!below || !above || below.length < above.length) return false;
  const end = below.slice(below.length - above.length);
  return end.every((rdn, i) => rdnKey(rdn) === rdnKey(above[i] as Rdn));
}

/** The value of the first step, which is what people call a group by; the whole text where it is no name. */
export const nameOfDn = (dn: string): string => parseDn(dn)?.[0]?.[0]?.value ?? dn;

/** A value as it may stand in a DN, whatever it holds: RFC 4514, and `#` and `=` everywhere, as Active Directory wants it. */
export function escapeDnValue(value: string): string {
  return value
    .replaceAll(/[\\,+"<>;#=]/g, (special) => `\\${special}`)
    .replaceAll(/\p{Cc}/gu, (control) => [...encoder.encode(control)].map((byte) => `\\${hex(byte)}`).join(''))
    .replace(/^ /, String.raw`\ `)
    .replace(/ $/, (space, offset: number) => (offset === 1 && value === ' ' ? space : String.raw`\ `));
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
