import { defineKernel } from '#sdk';

/** Those of some texts that are ids of kept cases. */
export const idsAmong = defineKernel<{ values: readonly string[] }, Set<string>>({
  id: 'ids-among',
  partial(segment, { cases }, { values }) {
    const asked = new Set(values);
    const found = new Set<string>();
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      const id = segment.caseId(c);
      if (asked.has(id)) found.add(id);
    }
    return found;
  },
  merge(a, b) {
    for (const id of b) a.add(id);
    return a;
  },
});
