import { BINARY, type BinaryTemplate, isMet, TEMPLATES, type UnaryTemplate } from '../../model/declare.ts';
import { TracePairs } from '../trace-pairs.ts';
import { OWN_FORMS } from './declare-tally.ts';

/** A constraint on A, on B, or on both, in either order. */
export type Form =
  | { readonly kind: 'unary'; readonly template: UnaryTemplate; readonly n: number; readonly of: 'A' | 'B' }
  | { readonly kind: 'binary'; readonly template: BinaryTemplate; readonly from: 'A' | 'B' };

/** Every constraint that can be made of two activities, with numbers up to 3. */
export const FORMS: readonly Form[] = (['A', 'B'] as const).flatMap((name): Form[] => [
  ...OWN_FORMS.map((own): Form => ({ kind: 'unary', of: name, ...own })),
  ...BINARY.filter(({ symmetric }) => name === 'A' || !symmetric).map((template): Form => {
    return { kind: 'binary', template, from: name };
  }),
]);

/** Places in `FORMS`, by kind, template (or place in `OWN_FORMS`) and activity. */
export const formOf = (kind: 'unary' | 'binary', place: number, name: 'A' | 'B'): number =>
  PLACES.get(`${kind} ${place} ${name}`)!;

const PLACES: ReadonlyMap<string, number> = new Map(
  FORMS.map((form, i) => {
    const place =
      form.kind === 'unary'
        ? OWN_FORMS.findIndex(({ template, n }) => template === form.template && n === form.n)
        : BINARY.indexOf(form.template);
    return [`${form.kind} ${place} ${form.kind === 'unary' ? form.of : form.from}`, i];
  }),
);

/** Traces up to this length tell all forms apart, and all that forms of one activity say together. */
const LENGTH = 7;

const tables = new Map<number, readonly Uint32Array[]>();

/** For each form the traces of A, B and something else, up to a length, that meet it: a bit for each trace. */
function metBy(length: number): readonly Uint32Array[] {
  const known = tables.get(length);
  if (known) return known;
  const words = Math.ceil((3 ** (length + 1) - 1) / 2 / 32);
  const meets = FORMS.map(() => new Uint32Array(words));
  const trace = new TracePairs(2);
  const numbers = Int32Array.of(0, 1, -1);
  const codes = new Uint16Array(length);
  let number = 0;
  const look = (end: number) => {
    trace.read(codes, 0, end, numbers);
    const own = [trace.own(0), trace.own(1)];
    const pairs = [trace.between(0, 1), trace.between(1, 0)];
    FORMS.forEach((form, i) => {
      const met =
        form.kind === 'unary'
          ? form.template.holds(own[form.of === 'A' ? 0 : 1]!, form.n)
          : isMet(form.template, pairs[form.from === 'A' ? 0 : 1]!);
      if (met) meets[i]![number >>> 5]! |= 1 << (number & 31);
    });
    number++;
    for (let code = 0; code < 3 && end < length; code++) {
      codes[end] = code;
      look(end + 1);
    }
  };
  look(0);
  tables.set(length, meets);
  return meets;
}

/** Whether every trace of the one is a trace of the other. */
const within = (one: Uint32Array, other: Uint32Array): boolean => one.every((word, i) => (word & ~other[i]!) === 0);

const hierarchies = new Map<number, readonly (readonly number[])[]>();

/**
 * What implies each form: the forms that only allow traces that it allows (Maggi, Bose, van der Aalst 2013: the hierarchy
 * of templates; here also across templates of one and of two activities). Of two forms that say the same, the one whose
 * template comes later in the table implies the other. Found once, from what the templates say of every short trace.
 */
export function impliedBy(length = LENGTH): readonly (readonly number[])[] {
  const known = hierarchies.get(length);
  if (known) return known;
  const meets = metBy(length);
  const allows = (strong: number, weak: number) => within(meets[strong]!, meets[weak]!);
  const found = FORMS.map((_, weak) =>
    [...FORMS.keys()].filter(
      (strong) => strong !== weak && allows(strong, weak) && (!allows(weak, strong) || isPreferred(strong, weak)),
    ),
  );
  hierarchies.set(length, found);
  return found;
}

function isPreferred(one: number, other: number): boolean {
  const [x, y] = [FORMS[one]!, FORMS[other]!];
  const place = ({ template }: Form) => TEMPLATES.indexOf(template);
  return place(x) === place(y) ? one < other : place(x) > place(y);
}

const together = new Map<string, ReadonlySet<number>>();

/** The forms of two activities that hold in every trace that meets all of some forms. */
export function impliedTogether(forms: readonly number[], length = LENGTH): ReadonlySet<number> {
  const key = `${length} ${forms.join()}`;
  const known = together.get(key);
  if (known) return known;
  const meets = metBy(length);
  const all = new Uint32Array(meets[0]!.length).fill(-1);
  for (const form of forms) for (let i = 0; i < all.length; i++) all[i]! &= meets[form]![i]!;
  const found = new Set(
    [...FORMS.keys()].filter((form) => FORMS[form]!.kind === 'binary' && within(all, meets[form]!)),
  );
  together.set(key, found);
  return found;
}
