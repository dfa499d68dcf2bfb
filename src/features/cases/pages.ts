import type { Route } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import type { Work, Workbench } from '../workbench/index.ts';
import { presentCase } from './case-view.ts';
import { exportCases } from './export.ts';
import { presentCases } from './list-view.ts';
import { type CaseAsked, CaseQuery, type CasesAsked, CasesQuery } from './model.ts';
import { type CaseConformanceSource, getCase, listCases } from './use-cases.ts';

/** The list of cases, one case, and the cases as a file. */
export const casesPages = (workbench: Workbench, conformance: CaseConformanceSource): Route[] => [
  workbench.page({
    ...{ section: 'cases', title: 'Cases', query: CasesQuery, view: '@cases/cases' },
    summary: 'The cases that the filters keep, searched and sorted.',
    swaps: { 'more-cases': '@cases/_rows' },
    model: async (work: Work<CasesAsked>) =>
      work.mayReadCases
        ? { allowed: true, ...presentCases(work, await listCases(work), wordsFor(work.call.viewer)) }
        : { allowed: false, mapHref: work.hrefTo('map'), variantsHref: work.hrefTo('variants') },
  }),
  workbench.page({
    ...{ section: 'cases', below: '/:caseId', title: 'Case', query: CaseQuery, view: '@cases/case', whole: true },
    summary: 'One case: its events in time, its attributes, its variant. A "/" in the id is written as %2F.',
    titleOf: ({ caseId = '' }) => caseId,
    model: async (work: Work<CaseAsked>) =>
      presentCase(work, await getCase(conformance, work, work.call.params.caseId ?? ''), wordsFor(work.call.viewer)),
  }),
  workbench.download({
    ...{ section: 'cases', below: '.csv', query: CasesQuery, permission: 'read:cases' },
    summary: 'The cases that the filters keep as CSV, in the order of the list, with all their attributes.',
    file: (work: Work<CasesAsked>) => exportCases(work),
  }),
];
