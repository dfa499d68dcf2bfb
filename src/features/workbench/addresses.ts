import type { AnalysisSection, Changes } from './model.ts';

/** Addresses of the pages about one dataset. */
export interface Addresses {
  to(section: AnalysisSection, filters: string, changes?: Changes): string;
  caseOf(caseId: string, filters: string): string;
  newFilter(section: AnalysisSection, filters: string, changes?: Changes): string;
  editFilter(section: AnalysisSection, filters: string, at: number): string;
}

export function addressesOf(dataset: string): Addresses {
  const base = `/datasets/${encodeURIComponent(dataset)}`;
  return {
    to: (section, f, changes = {}) => `${base}/${section}${queryOf({ f, ...changes })}`,
    caseOf: (caseId, f) => `${base}/cases/${encodeURIComponent(caseId)}${queryOf({ f })}`,
    newFilter: (to, f, changes = {}) => `${base}/filters/new${queryOf({ to, f, ...changes })}`,
    editFilter: (to, f, at) => `${base}/filters/new${queryOf({ to, f, at })}`,
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
