import type { AnalysisPath, Changes } from './model.ts';

/** Addresses of the pages about one dataset. */
export interface Addresses {
  to(path: AnalysisPath, filters: string, changes?: Changes): string;
  caseOf(caseId: string, filters: string, changes?: Changes): string;
  /** The form of one filter, or the list of all; afterwards one is back on the page `back`. */
  filterForm(back: string, filters: string, asked?: { filter?: string; at?: number; values?: object }): string;
  savePreset(back: string, filters: string): string;
}

export function addressesOf(dataset: string): Addresses {
  const base = `/datasets/${encodeURIComponent(dataset)}`;
  return {
    to: (path, f, changes = {}) => `${base}/${path}${queryOf({ f, ...changes })}`,
    caseOf: (caseId, f, changes = {}) => `${base}/cases/${encodeURIComponent(caseId)}${queryOf({ f, ...changes })}`,
    filterForm: (back, f, { filter, at, values } = {}) =>
      `${base}/filters/new${queryOf({ back, f, filter, at, values: values && JSON.stringify(values) })}`,
    savePreset: (back, f) => `${base}/presets/new${queryOf({ back, f })}`,
  };
}

/** `?a=1&b=2`; what is undefined or empty is left out, a list is repeated. */
export function queryOf(values: Changes): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text && `?${text}`;
}
