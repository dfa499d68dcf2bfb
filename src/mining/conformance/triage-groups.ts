/** Where a variant ends up in the triage: as it was marked, or by how well it fits the model of the good ones. */
export const TRIAGE_GROUPS = [
  ...(['good-by-mark', 'good-by-score', 'bad-by-score', 'bad-by-mark', 'undecided', 'open'] as const),
] as const;
export type TriageGroup = (typeof TRIAGE_GROUPS)[number];
