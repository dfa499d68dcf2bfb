import type { Actor } from '../../platform/access/actor.ts';
import type { Viewer } from '../../platform/http/viewer.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Dataset } from '../datasets/index.ts';
import type { Addresses } from './addresses.ts';
import type { AnalysisPath, FilterBarView, Kept } from './model.ts';
import { listPresetLinks, maySavePresets } from './presets.ts';
import { type AnalysisState, toggled, withoutStep } from './state.ts';
import { describeStep } from './step-text.ts';
import { modelNames, type WorkbenchParts, writeFilters } from './use-cases.ts';

interface BarParts {
  readonly actor: Actor;
  readonly dataset: Dataset;
  readonly viewer: Viewer;
  readonly addresses: Addresses;
  readonly section: AnalysisPath;
  readonly state: AnalysisState;
  readonly kept: Kept;
  /** Of this page, besides the filters; they stay when a filter changes. */
  readonly query: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
}

/** The filter bar as plain data: every chip with the address that takes it away, pauses it, or opens its form. */
export function filterBar(parts: WorkbenchParts, bar: BarParts): FilterBarView {
  const { actor, dataset, viewer, addresses, section, state, kept, query } = bar;
  const words = { ...textsIn(viewer.locale), fmt: formatFor(viewer), modelName: modelNames(parts, actor, dataset.id) };
  const filters = parts.analyses.filters();
  const write = (changed: AnalysisState) => writeFilters(parts, actor, changed);
  const here = (changed: AnalysisState) => addresses.to(section, write(changed), query);
  const f = write(state);
  const back = addresses.to(section, '', query);
  return {
    kept,
    chips: state.map(({ step, off }, at) => ({
      ...describeStep(step, filters, words),
      off,
      editHref: 'id' in step && step.id !== 'variant' ? addresses.filterForm(back, f, { at }) : null,
      toggleHref: here(toggled(state, at)),
      removeHref: here(withoutStep(state, at)),
    })),
    addHref: addresses.filterForm(back, f),
    clearHref: state.length > 1 ? here([]) : null,
    presets: listPresetLinks(parts, actor, dataset.id).map(({ name, stale, filters: saved }) => ({
      ...{ name, stale, href: addresses.to(section, saved, query) },
    })),
    saveHref: maySavePresets(actor, dataset) ? addresses.savePreset(back, f) : null,
  };
}
