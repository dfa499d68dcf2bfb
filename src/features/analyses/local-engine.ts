import type { TObject } from '#sdk';
import { hashOf } from '../../engine/canonical.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Pins } from '../../engine/publish/pins.ts';
import { readManifest } from '../../engine/segments/manifest.ts';
import { NO_VEIL } from '../../engine/segments/veil.ts';
import { checkSteps, missingColumn } from './check-steps.ts';
import type { CalculatorInfo, DatasetEngine, FilteredCases, LogView, PluginInfo, RunControl } from './model.ts';
import { readResult } from './page-text.ts';

interface CaseRows {
  rows: {
    caseId: string;
    start: string | null;
    end: string | null;
    attributes: FilteredCases['cases'][number]['attributes'];
  }[];
}

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
    const { policy, veil = NO_VEIL, steps, k, calendar } = view;
    const version = { folder, hash: view.version.hash };
    const clock = calendar ? { calendar: { hash: hashOf(calendar), calendar } } : {};
    const asked = {
      version,
      policy,
      veil,
      steps,
      k,
      ...clock,
      deadlineMs: control.deadlineMs,
      apart: control.apart ?? false,
    };
    return pins.hold(folder, () =>
      engine.calculate(calculator ? { ...asked, calculator } : asked, {
        signal: control.signal,
        ...(control.onProgress ? { onProgress: control.onProgress } : {}),
      }),
    );
  };
  return {
    calculators: () =>
      [...registry.calculators.values()].map((c): CalculatorInfo => ({ ...infoOf(c), result: c.result, view: c.view })),
    filters: () => [...registry.filters.values()].map(infoOf),
    checkSteps: (steps) => checkSteps(registry.filterSource, steps),
    staleSteps: (version, steps) =>
      missingColumn(registry.filterSource, readManifest(folderOf(version.manifestPath)).columns, steps),
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
  // Null where every case was left out as too small a group.
  const { rows } = readResult<CaseRows | null>(text, '/pagination/pageSize', 'A page of these cases') ?? { rows: [] };
  return rows.map((c) => ({ caseId: c.caseId, startMs: ms(c.start), endMs: ms(c.end), attributes: c.attributes }));
}

const ms = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

type Described = Pick<PluginInfo, 'id' | 'version' | 'title' | 'summary' | 'category' | 'examples'> & {
  params: TObject;
};
const infoOf = ({ id, version, title, summary, category, params, examples }: Described): PluginInfo => ({
  ...{ id, version, title, summary, category, params, examples },
});
