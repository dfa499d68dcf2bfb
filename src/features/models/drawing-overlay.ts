import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';

/** How often a step of a model was done, over the alignments of all cases. */
export interface StepCounts {
  /** By log and model together. */
  readonly together: number;
  /** By the model alone: the case left it out. */
  readonly modelOnly: number;
  /** By the log alone: the case did it where the model could not. */
  readonly logOnly: number;
}

/** What is laid over a drawing: where the cases part from the model. */
export interface Overlay {
  /** By id of the transition. */
  readonly transitions: ReadonlyMap<string, StepCounts>;
  readonly activities: ReadonlyMap<string, StepCounts>;
}

/** As much of a result of the calculator `deviations` as a drawing shows. */
export interface DeviationResult {
  readonly steps: readonly {
    transition: string;
    activity: string | null;
    together: number;
    /** Null: by too few cases to be shown. */
    modelOnly: number | null;
  }[];
  readonly extra: readonly { activity: string; count: number }[];
}

const NOTHING: StepCounts = { together: 0, modelOnly: 0, logOnly: 0 };

/**
 * The overlay of a result. What cases do beyond the model belongs to an activity: each of its transitions shows all of it.
 */
export function overlayOf({ steps, extra }: DeviationResult): Overlay {
  const beyond = new Map(extra.map(({ activity, count }) => [activity, count]));
  const activities = new Map<string, StepCounts>();
  const transitions = new Map<string, StepCounts>();
  for (const { transition, activity, together, modelOnly: without } of steps) {
    if (activity === null) continue;
    const modelOnly = without ?? 0;
    const logOnly = beyond.get(activity) ?? 0;
    transitions.set(transition, { together, modelOnly, logOnly });
    const known = activities.get(activity) ?? NOTHING;
    activities.set(activity, {
      ...{ together: known.together + together, modelOnly: known.modelOnly + modelOnly, logOnly },
    });
  }
  for (const [activity, logOnly] of beyond)
    if (!activities.has(activity)) activities.set(activity, { ...NOTHING, logOnly });
  return { transitions, activities };
}

/** Upper ends of the classes of colour, as shares; nothing deviates in the first, and the last has none. */
const BOUNDS = [0, 0.05, 0.2, 0.5];

const sum = ({ together, modelOnly, logOnly }: StepCounts): number => together + modelOnly + logOnly;

/** Class of colour by the share of deviations: 0 for none, up to 4; null where the step was never met. */
export function deviationClass(counts: StepCounts): number | null {
  const all = sum(counts);
  if (all === 0) return null;
  const share = (counts.modelOnly + counts.logOnly) / all;
  const at = BOUNDS.findIndex((bound) => share <= bound);
  return at < 0 ? BOUNDS.length : at;
}

/** Parts of a bar of this width: together, left out, beyond; none of nothing. */
export function barOf(counts: StepCounts, width: number): { kind: string; x: number; width: number }[] {
  const all = sum(counts);
  if (all === 0) return [];
  let x = 0;
  return (['together', 'modelOnly', 'logOnly'] as const).flatMap((kind) => {
    const part = { kind, x: round(x), width: round((width * counts[kind]) / all) };
    x += (width * counts[kind]) / all;
    return part.width > 0 ? [part] : [];
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** `−25 +3`: left out and beyond; null where nothing deviates. */
export function figureOf({ modelOnly, logOnly }: StepCounts, fmt: Format): string | null {
  const parts = [
    ...(modelOnly > 0 ? [`−${fmt.number(modelOnly)}`] : []),
    ...(logOnly > 0 ? [`+${fmt.number(logOnly)}`] : []),
  ];
  return parts.length === 0 ? null : parts.join(' ');
}

export function countsText(name: string, counts: StepCounts, fmt: Format, { t }: Texts): string {
  if (sum(counts) === 0) return t('{name}: never met', { name });
  return t('{name}: {together} × as the model says, {modelOnly} × left out, {logOnly} × beyond the model', {
    ...{ name, together: fmt.number(counts.together), modelOnly: fmt.number(counts.modelOnly) },
    logOnly: fmt.number(counts.logOnly),
  });
}

/** What the colours and signs of an overlay mean. */
export function overlayLegend(fmt: Format, { t }: Texts) {
  const upTo = (share: number) => t('up to {share} %', { share: fmt.number(100 * share) });
  const more = t('more than {share} %', { share: fmt.number(100 * BOUNDS.at(-1)!) });
  return {
    classes: [t('none'), ...BOUNDS.slice(1).map(upTo), more].map((text, at) => ({ heat: `model-d${at}`, text })),
    parts: [
      { kind: 'together', text: t('as the model says') },
      { kind: 'modelOnly', text: t('−n: the model needs it, the case left it out') },
      { kind: 'logOnly', text: t('+n: the case did it beyond the model') },
    ],
  };
}

/** Activities that cases do and the model does not have, most frequent first. */
export function absentOf({ activities }: Overlay, inModel: ReadonlySet<string>, fmt: Format) {
  return [...activities]
    .filter(([activity, { logOnly }]) => !inModel.has(activity) && logOnly > 0)
    .sort(([a, x], [b, y]) => y.logOnly - x.logOnly || (a < b ? -1 : 1))
    .map(([name, { logOnly }]) => ({ name, count: fmt.number(logOnly) }));
}
