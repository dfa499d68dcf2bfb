import { AppError, type TObject } from '#sdk';
import type { Engine } from '../../engine/engine.ts';
import type { Pins } from '../../engine/publish/pins.ts';
import type { CalculatorInfo, DatasetEngine, FilteredCases, LogView, PluginInfo, RunControl } from './model.ts';

interface CaseRows {
  rows: {
    caseId: string;
    start: string | null;
    end: string | null;
    attributes: FilteredCases['cases'][number]['attributes'];
  }[];
}

/** Largest page of cases that is read here, characters of JSON: reading it holds up every other request for that time. */
const MAX_PAGE_CHARS = 1_048_576;

export interface LocalEngineParts {
  readonly engine: Engine;
  readonly pins: Pins;
  /** Folder of a version from what is recorded of it. */
  readonly folderOf: (manifestPath: string) => string;
}

/** The engine of this server, as analyses ask for it. Versions are pinned while they are read. */
export function localEngine({ engine, pins, folderOf }: LocalEngineParts): DatasetEngine {
  const { registry } = engine;
  const run = async (view: LogView, calculator: { id: string; params: unknown } | null, control: RunControl) => {
    const folder = folderOf(view.version.manifestPath);
    const { policy, steps, k } = view;
    const version = { folder, hash: view.version.hash };
    const asked = { version, policy, steps, k, deadlineMs: control.deadlineMs };
    return pins.hold(folder, () =>
      engine.calculate(calculator ? { ...asked, calculator } : asked, { signal: control.signal }),
    );
  };
  return {
    calculators: () =>
      [...registry.calculators.values()].map((c): CalculatorInfo => ({ ...infoOf(c), result: c.result, view: c.view })),
    filters: () => [...registry.filters.values()].map(infoOf),
    async calculate(view, id, params, control) {
      const { text, key } = await run(view, { id, params }, control);
      return { text: text!, key };
    },
    async applyFilters(view, page, control) {
      const calculator = page.pageSize === 0 ? null : { id: 'case-table', params: { ...page, sort: 'start' } };
      const { kept, total, text, key } = await run(view, calculator, control);
      return {
        key,
        casesFiltered: kept.cases,
        casesTotal: total.cases,
        eventsFiltered: kept.events,
        eventsTotal: total.events,
        cases: text === null ? [] : casesOf(text),
      };
    },
  };
}

function casesOf(text: string): FilteredCases['cases'] {
  if (text.length > MAX_PAGE_CHARS)
    throw new AppError(
      'too_large',
      'analysis.pageTooLarge',
      `A page of these cases holds ${(text.length / 1_048_576).toFixed(1)} MiB, more than 1 MiB. Ask for a smaller pageSize.`,
      [{ pointer: '/pagination/pageSize', message: 'too many for so many attributes' }],
    );
  // Null where every case was left out as too small a group.
  const { rows } = (JSON.parse(text) as CaseRows | null) ?? { rows: [] };
  return rows.map((c) => ({ caseId: c.caseId, startMs: ms(c.start), endMs: ms(c.end), attributes: c.attributes }));
}

const ms = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

type Described = Pick<PluginInfo, 'id' | 'version' | 'title' | 'summary' | 'category' | 'examples'> & {
  params: TObject;
};
const infoOf = ({ id, version, title, summary, category, params, examples }: Described): PluginInfo => ({
  ...{ id, version, title, summary, category, params, examples },
});
