import { Choice, type Static, type TObject, type TSchema, Type } from '#sdk';
import type { Render } from '../../platform/http/render.ts';
import type { Analyses } from '../analyses/index.ts';
import { DRAWN_AS, type Models } from '../models/index.ts';
import type { Work, Workbench } from '../workbench/index.ts';

export interface DiscoveryParts {
  readonly workbench: Workbench;
  readonly analyses: Pick<Analyses, 'algorithms'>;
  readonly models: Pick<
    Models,
    'readDiscovered' | 'layOut' | 'modelsFor' | 'createModel' | 'addVersion' | 'scoreModel'
  >;
  readonly render: Render;
}

/** Longest list of settings in an address. */
const MOST_CHARS = 3000;
const Algorithm = Type.Optional(Type.String({ maxLength: 40, description: 'As the API calls it' }));
const Settings = Type.Optional(
  Type.String({ maxLength: MOST_CHARS, description: 'Parameters that are not the usual ones, as JSON' }),
);

/** Besides the filters. */
export const DiscoveryQuery = Type.Object({
  algorithm: Algorithm,
  p: Settings,
  vs: Type.Optional(Type.String({ maxLength: 40, description: 'The algorithm to compare with' })),
  vp: Settings,
  as: Type.Optional(Choice([...DRAWN_AS, 'bindings'], { description: 'How it is shown' })),
  scores: Type.Optional(
    Type.Literal('1', { description: 'With the scores in the page, for browsers without scripts' }),
  ),
});
export type DiscoveryWork = Work<Static<typeof DiscoveryQuery>>;
export type ShownAs = NonNullable<Static<typeof DiscoveryQuery>['as']>;

/** What discovers models that cases can be held against: not the directly-follows graph, which is the map. */
export type Offered = ReturnType<Analyses['algorithms']>[number];
export const offeredBy = (analyses: Pick<Analyses, 'algorithms'>): readonly Offered[] =>
  analyses.algorithms().filter(({ name }) => name !== 'dfg');

/** An algorithm with its parameters. */
export interface Setting {
  readonly algorithm: Offered;
  /** Those that are not the usual ones. */
  readonly params: Readonly<Record<string, unknown>>;
}

const USUAL = 'inductive';

/** The setting that an address names; null where there is no such algorithm. */
export function settingOf(
  offered: readonly Offered[],
  name: string | undefined,
  params: string | undefined,
): Setting | null {
  const wanted = name ?? USUAL;
  const algorithm = offered.find((one) => one.name === wanted) ?? (name === undefined ? offered[0] : undefined);
  return algorithm === undefined ? null : { algorithm, params: readSettings(params) };
}

function readSettings(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Parameters as an address carries them: those that are not the usual ones. Undefined: all are. */
export function writeSettings(schema: TObject, params: Readonly<Record<string, unknown>>): string | undefined {
  const properties = schema.properties as Record<string, TSchema>;
  const own = Object.entries(params).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(properties[name]?.default),
  );
  return own.length === 0 ? undefined : JSON.stringify(Object.fromEntries(own));
}
