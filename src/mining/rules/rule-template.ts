import type { Against, Log, Run, Segment, Static, Step, TObject, View } from '#sdk';
import type { Traces } from '../kernels/traces.ts';

/** A rule in words: an English pattern that pages translate, and what fills its `{names}`; a part may be a pattern again. */
export interface Sentence {
  readonly text: string;
  readonly values: Readonly<Record<string, string | Sentence>>;
}

/** What a template promises, in one sentence each, as the manual prints it. */
export interface RuleMeaning {
  /** The cases that the rule speaks about; the others neither keep nor break it. */
  readonly checked: string;
  /** What counts as one violation. */
  readonly violation: string;
  /** What is made of activities that occur several times in a case. */
  readonly repeated: string;
  /** What is made of missing activities, times, people and values. */
  readonly missing: string;
}

/** Cases to be judged: kept traces of one segment, packed as {@link Traces}; each has at least one event. */
export interface JudgedCases extends Omit<Traces, 'startTime'> {
  readonly segment: Segment;
  readonly view: View;
  /** Where in the segment the event at each place stands; null: at the same place. */
  readonly rows: Uint32Array | null;
}

/** What a template finds of a case that its rule does not speak about. */
export const NOT_CHECKED = -1;

export interface RuleExample<P> {
  readonly title: string;
  readonly params: Partial<P>;
  /** On the six orders of docs/example-log.md. */
  readonly expect: { readonly checked: number; readonly violating: readonly string[]; readonly violations: number };
}

/** One way to say what must hold in a case. A rule is a template with its parameters. */
export interface RuleTemplate<P extends TObject = TObject, C = unknown> {
  /** Final: saved rules refer to it. Equals the file's name. */
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  readonly params: P;
  /** `activities`: the order of activities alone decides, so that equal traces are judged once. */
  readonly looksAt: 'activities' | 'events';
  readonly meaning: RuleMeaning;
  sentence(params: Static<P>): Sentence;
  /** `previous`: what the rule demands depends on the view. Absent: it is a predicate of the case alone. */
  against?(params: Static<P>): Against;
  /** Filter steps inside the parameters. */
  steps?(params: Static<P>): readonly Step[];
  /** Once per run: checks names and makes what judging needs. Crosses threads. */
  prepare(log: Log, params: Static<P>, run: Run): C | Promise<C>;
  /** Writes for the k-th case the number of its violations, or {@link NOT_CHECKED}. Pure, linear in the events. */
  judge(cases: JudgedCases, context: C, found: Int32Array): void;
  readonly examples: readonly RuleExample<Static<P>>[];
}

export const defineRuleTemplate = <P extends TObject, C>(template: RuleTemplate<P, C>): RuleTemplate<P, C> => template;
