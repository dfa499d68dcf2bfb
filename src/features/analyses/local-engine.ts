import type { TObject } from '#sdk';
import type { Engine } from '../../engine/engine.ts';
import { localQueries, type QueryView } from '../../engine/log-queries.ts';
import type { Pins } from '../../engine/publish/pins.ts';
import type { CalculatorInfo, DatasetEngine, LogView, PluginInfo, RunControl } from './model.ts';

export interface LocalEngineParts {
  readonly engine: Engine;
  readonly pins: Pins;
  /** Folder of a version from what is recorded of it. */
  readonly folderOf: (manifestPath: string) => string;
  /** Smallest group that may be shown. */
  readonly k: () => number;
}

/** The engine of this server, as analyses ask for it. Versions are pinned while they are read. */
export function localEngine({ engine, pins, folderOf, k }: LocalEngineParts): DatasetEngine {
  const { registry } = engine;
  const held = async <T>(view: LogView, control: RunControl, work: (asked: QueryView) => Promise<T>): Promise<T> => {
    const folder = folderOf(view.version.manifestPath);
    const { policy, steps } = view;
    const version = { folder, hash: view.version.hash };
    return pins.hold(folder, () => work({ version, policy, steps, k: k(), deadlineMs: control.deadlineMs }));
  };
  return {
    calculators: () =>
      [...registry.calculators.values()].map((c): CalculatorInfo => ({ ...infoOf(c), result: c.result, view: c.view })),
    filters: () => [...registry.filters.values()].map(infoOf),
    calculate: (view, id, params, control) =>
      held(view, control, async (asked) => {
        const { text } = await engine.calculate({ ...asked, calculator: { id, params } }, { signal: control.signal });
        return JSON.parse(text!);
      }),
    applyFilters: (view, { offset, limit }, control) =>
      held(view, control, async (asked) => {
        const { kept, total } = await engine.calculate(asked, { signal: control.signal });
        const page = { page: limit === 0 ? 1 : Math.floor(offset / limit) + 1, pageSize: Math.max(1, limit) };
        const { rows } = await localQueries(engine, { signal: control.signal }).caseTable({ ...asked, k: 0 }, page);
        return {
          casesFiltered: kept.cases,
          casesTotal: total.cases,
          eventsFiltered: kept.events,
          eventsTotal: total.events,
          cases: (limit === 0 ? [] : rows).map(({ caseId, start, end, attributes }) => ({
            ...{ caseId, attributes, startMs: ms(start), endMs: ms(end) },
          })),
        };
      }),
  };
}

const ms = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

type Described = Pick<PluginInfo, 'id' | 'version' | 'title' | 'summary' | 'category' | 'examples'> & {
  params: TObject;
};
const infoOf = ({ id, version, title, summary, category, params, examples }: Described): PluginInfo => ({
  ...{ id, version, title, summary, category, params, examples },
});
