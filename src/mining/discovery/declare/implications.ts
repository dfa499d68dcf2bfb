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

let known: readonly (readonly number[])[] | undefined;

/**
 * What implies each form: the forms that only allow traces that it allows (Maggi, Bose, van der Aalst 2013: the hierarchy
 * of templates; here also across templates of one and of two activities). Of two forms that say the same, the one whose
 * template comes later in the table implies the other. Found once, from what the templates say of every short trace;
 * longer ones tell no further forms apart.
 */
export function impliedBy(length = 6): readonly (readonly number[])[] {
  if (length === 6 && known) return known;
  const meets = metBy(length);
  const allows = (i: number, j: number) => meets[i]!.every((met, trace) => !met || meets[j]![trace]!);
  const found = FORMS.map((_, weak) =>
    FORMS.map((_, strong) => strong).filter(
      (strong) => strong !== weak && allows(strong, weak) && (!allows(weak, strong) || isPreferred(strong, weak)),
    ),
  );
  if (length === 6) known = found;
  return found;
}

function isPreferred(one: number, other: number): boolean {
  const [x, y] = [FORMS[one]!, FORMS[other]!];
  const place = ({ template }: Form) => TEMPLATES.indexOf(template);
  return place(x) === place(y) ? one < other : place(x) > place(y);
}

/** For each form, whether every trace of A, B and something else up to a length meets it. */
function metBy(length: number): boolean[][] {
  const meets: boolean[][] = FORMS.map(() => []);
  const trace = new TracePairs(2);
  const numbers = Int32Array.of(0, 1, -1);
  const codes = new Uint16Array(length);
  const look = (end: number) => {
    trace.read(codes, 0, end, numbers);
    const own = [trace.own(0), trace.own(1)];
    const pairs = [trace.between(0, 1), trace.between(1, 0)];
    FORMS.forEach((form, i) => {
      const met =
        form.kind === 'unary'
          ? form.template.holds(own[form.of === 'A' ? 0 : 1]!, form.n)
          : isMet(form.template, pairs[form.from === 'A' ? 0 : 1]!);
      meets[i]!.push(met);
    });
    if (end === length) return;
    for (let code = 0; code < 3; code++) {
      codes[end] = code;
      look(end + 1);
    }
  };
  look(0);
  return meets;
}
