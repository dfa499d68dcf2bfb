import type { Around } from './page-model.ts';
import type { Fitness, Quality } from './results.ts';

interface Fact {
  readonly label: string;
  readonly value: string;
  /** How it is defined. */
  readonly title: string;
  /** Its place in the manual. */
  readonly help: string;
}

/** How well model and cases fit each other, each figure with what it means; null: fewer cases than may be shown. */
export async function presentMeasures(around: Around) {
  const { work, words, against } = around;
  const method = work.query.method ?? 'alignment';
  const [fitness, quality] = await Promise.all([
    work.calculate<Fitness | null>('fitness', { ...against.params, method }),
    work.calculate<Quality | null>('precision-and-generalisation', { ...against.params, method }),
  ]);
  if (!fitness || !quality) return null;
  return {
    facts: [...fitnessFacts(fitness, method === 'replay', words), ...qualityFacts(quality, words)],
    undecided: undecidedText(fitness, words),
    methods: methodsOf(around, method),
  };
}

const factOf = (help: string, label: string, value: string, title: string): Fact => ({
  ...{ label, value, title, help: `/help#${help}` },
});

function fitnessFacts(of: Fitness, isReplay: boolean, { t, fmt }: Around['words']): Fact[] {
  const least = (share: number) => `${of.undecided > 0 ? '≥ ' : ''}${fmt.percent(share)}`;
  const shown = isReplay ? (share: number) => fmt.percent(share) : least;
  const log = isReplay
    ? t('½ (1 − missing ÷ consumed) + ½ (1 − remaining ÷ produced) tokens, of all cases at once')
    : t('1 − deviations ÷ (events + steps of the shortest run), of all cases at once');
  return [
    factOf(
      ...(['fitting-share', t('Fitting cases'), least(of.fittingShare)] as const),
      t('Cases that the model can replay as they are'),
    ),
    factOf('log-fitness', t('Log fitness'), shown(of.logFitness), log),
    factOf(
      ...(['average-fitness', t('Average fitness'), shown(of.averageTraceFitness)] as const),
      t('The same of each case, then the mean over the cases'),
    ),
  ];
}

function qualityFacts(of: Quality, { t, fmt }: Around['words']): Fact[] {
  const fact = (help: string, label: string, share: number, title: string) =>
    factOf(help, label, fmt.percent(share), title);
  return [
    fact('precision', t('Precision'), of.precision, t('How little the model allows that no case does (ETC)')),
    fact(
      ...(['generalisation', t('Generalisation'), of.generalisation] as const),
      t('How often each part of the model is used: 1 − mean of 1 ÷ √uses'),
    ),
    fact(
      ...(['simplicity', t('Simplicity'), of.simplicity] as const),
      t('How few arcs the net has: 1 ÷ (1 + (mean arcs at a node − 2))'),
    ),
    fact('f-score', t('F-score'), of.fScore, t('Harmonic mean of log fitness and precision')),
  ];
}

const undecidedText = ({ undecided }: Fitness, { n, fmt }: Around['words']): string | null =>
  undecided === 0
    ? null
    : n(
        undecided,
        'For {n} case the search ended before it was sure. It counts with the worst that it may be, so that figures with ≥ are lower bounds; precision and generalisation rest on what was found.',
        'For {n} cases the search ended before it was sure. They count with the worst that they may be, so that figures with ≥ are lower bounds; precision and generalisation rest on what was found.',
        fmt.number(undecided),
      );

const methodsOf = ({ work, words: { t } }: Around, method: 'alignment' | 'replay') =>
  (['alignment', 'replay'] as const).map((of) => ({
    ...{ here: of === method, href: work.href({ method: of === 'replay' ? of : undefined }) },
    text: of === 'alignment' ? t('Alignments') : t('Token replay'),
    title:
      of === 'alignment'
        ? t('The cheapest way to bring case and model together: exact')
        : t('Tokens counted along one replay: quicker, and less exact for cases that do not fit'),
  }));
