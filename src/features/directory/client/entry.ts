import type { EntryAnswer } from './answer.ts';

/** An entry as it was read. Attributes are found whatever their letters' case (Active Directory and OpenLDAP differ). */
export class Entry {
  readonly dn: string;
  readonly #values = new Map<string, Buffer[]>();
  /** Attributes of which only a part has come, with the index of the next value. */
  readonly #continues = new Map<string, number>();

  constructor({ dn, attributes }: Pick<EntryAnswer, 'dn' | 'attributes'>) {
    this.dn = dn;
    for (const { name, values } of attributes) this.#add(name, values);
  }

  /** The values as text; an attribute that is missing has none. */
  texts(attribute: string): string[] {
    return this.bytes(attribute).map((value) => value.toString('utf8'));
  }

  /** The first value; null: there is none, or it is empty. */
  text(attribute: string): string | null {
    return this.texts(attribute)[0] || null;
  }

  bytes(attribute: string): readonly Buffer[] {
    return this.#values.get(attribute.toLowerCase()) ?? [];
  }

  /** An attribute of which more is to be read, and from which value on; null: everything is here. */
  get unfinished(): { readonly attribute: string; readonly next: number } | null {
    const [first] = this.#continues;
    return first ? { attribute: first[0], next: first[1] } : null;
  }

  /** Takes what a further read of an {@link unfinished} attribute brought. False: it brought nothing new. */
  continueWith(attribute: string, further: Pick<EntryAnswer, 'attributes'>): boolean {
    const next = this.#continues.get(attribute) ?? 0;
    const part = further.attributes.find(({ name }) => rangeOf(name)?.attribute === attribute);
    const last = part && rangeOf(part.name)?.last;
    if (!part || (typeof last === 'number' && last < next)) return false;
    this.#continues.delete(attribute);
    this.#add(part.name, part.values);
    return true;
  }

  #add(name: string, values: readonly Buffer[]): void {
    const range = rangeOf(name);
    const attribute = range?.attribute ?? (name.split(';')[0] as string).toLowerCase();
    const known = this.#values.get(attribute) ?? [];
    for (const value of values) known.push(value);
    this.#values.set(attribute, known);
    if (range && range.last !== null) this.#continues.set(attribute, range.last + 1);
  }
}

/** `member;range=0-1499`: the attribute, lower case, and its last value; null for `*`, the end. */
function rangeOf(name: string): { attribute: string; last: number | null } | null {
  const parts = /^([^;]+);range=\d{1,9}-(\d{1,9}|\*)$/i.exec(name);
  if (!parts) return null;
  return { attribute: (parts[1] as string).toLowerCase(), last: parts[2] === '*' ? null : Number(parts[2]) };
}
