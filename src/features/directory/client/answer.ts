import { PagedResultsControl } from 'ldapts';
import { Ber, Malformed, TAG } from './ber.ts';

/** What a server says to a request. Text that is not UTF-8 loses the bytes that are not. */
export type Answer = EntryAnswer | ReferenceAnswer | DoneAnswer;

export interface EntryAnswer {
  readonly kind: 'entry';
  readonly id: number;
  readonly dn: string;
  /** By the name as the server writes it, options such as `;range=0-1499` included. */
  readonly attributes: readonly { readonly name: string; readonly values: readonly Buffer[] }[];
}

interface ReferenceAnswer {
  readonly kind: 'reference';
  readonly id: number;
}

/** The end of a request. */
export interface DoneAnswer {
  readonly kind: 'bind' | 'search' | 'extended';
  /** 0: the server speaks of the connection, not of a request. */
  readonly id: number;
  /** Result code of RFC 4511, appendix A. */
  readonly code: number;
  readonly message: string;
  readonly referrals: readonly string[];
  /** Of the paged results: empty at the last page; null: the server said nothing about pages. */
  readonly cookie: Buffer | null;
}

const ENTRY = 0x64;
const REFERENCE = 0x73;
const ENDS: Readonly<Record<number, DoneAnswer['kind']>> = { 97: 'bind', 101: 'search', 120: 'extended' };
const CONTROLS = 0xa0;
const REFERRALS = 0xa3;

/**
 * Reads one message (RFC 4511, 4.1.1), strictly. Not by the reader of ldapts: that one takes an empty answer to a bind for
 * success, and does not come back from a value that says to be longer than its message (docs/adr/ldap-client.md).
 */
export function readAnswer(message: Buffer): Answer {
  const outer = new Ber(message);
  const body = outer.inside(TAG.sequence);
  outer.end();
  const id = body.integer();
  const operation = body.tag;
  if (operation === ENTRY) return ended(body, entry(id, body.inside(ENTRY)));
  if (operation === REFERENCE) {
    body.content(REFERENCE);
    return ended(body, { kind: 'reference', id });
  }
  const kind = ENDS[operation ?? -1];
  if (kind === undefined) throw new Malformed(`an answer of kind ${operation}`);
  const result = done(body.inside(operation as number));
  return { kind, id, ...result, cookie: cookieOf(body) };
}

/** An entry may carry controls of its own; nothing asked for them. */
function ended<T>(body: Ber, answer: T): T {
  if (!body.isAtEnd) body.content(CONTROLS);
  body.end();
  return answer;
}

function entry(id: number, body: Ber): EntryAnswer {
  const dn = body.text();
  const list = body.inside(TAG.sequence);
  body.end();
  const attributes: { name: string; values: Buffer[] }[] = [];
  while (!list.isAtEnd) {
    const attribute = list.inside(TAG.sequence);
    const name = attribute.text();
    const set = attribute.inside(TAG.set);
    attribute.end();
    const values: Buffer[] = [];
    while (!set.isAtEnd) values.push(set.content(TAG.octetString));
    attributes.push({ name, values });
  }
  return { kind: 'entry', id, dn, attributes };
}

function done(body: Ber): Pick<DoneAnswer, 'code' | 'message' | 'referrals'> {
  const code = body.integer(TAG.enumerated);
  body.text(); // the part of the name that was found
  const message = body.text();
  const referrals: string[] = [];
  if (body.tag === REFERRALS) {
    const list = body.inside(REFERRALS);
    while (!list.isAtEnd) referrals.push(list.text());
  }
  // serverSaslCreds of a bind, name and value of an extended answer: nothing that is used here.
  while (!body.isAtEnd) body.skip();
  return { code, message, referrals };
}

function cookieOf(body: Ber): Buffer | null {
  if (body.isAtEnd) return null;
  const controls = body.inside(CONTROLS);
  body.end();
  let cookie: Buffer | null = null;
  while (!controls.isAtEnd) {
    const control = controls.inside(TAG.sequence);
    const type = control.text();
    if (control.tag === TAG.boolean) control.content(TAG.boolean);
    const value = control.isAtEnd ? null : control.content(TAG.octetString);
    control.end();
    if (type === PagedResultsControl.type) cookie = pageCookie(value);
  }
  return cookie;
}

function pageCookie(value: Buffer | null): Buffer {
  const outer = new Ber(value ?? Buffer.alloc(0));
  const page = outer.inside(TAG.sequence);
  outer.end();
  page.integer();
  const cookie = page.content(TAG.octetString);
  page.end();
  return cookie;
}
