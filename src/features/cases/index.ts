/** Single cases of a dataset: the list, the page of one, and the file. */
import type { Route } from '../../platform/http/route.ts';
import type { Workbench } from '../workbench/index.ts';
import { casesPages } from './pages.ts';
import type { CaseConformanceSource } from './use-cases.ts';

export const casesFeature = (
  workbench: Workbench,
  conformance: CaseConformanceSource,
): { readonly routes: readonly Route[] } => ({
  routes: casesPages(workbench, conformance),
});
