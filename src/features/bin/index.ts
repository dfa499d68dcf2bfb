/** What was deleted and can be restored for a while. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { binRoutes } from './api.ts';
import { binPages } from './pages.ts';
import { type BinParts, emptyBin } from './use-cases.ts';

export type { BinParts } from './use-cases.ts';

export interface Bin {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  /** From time to time: removes for good what has been there for too long. Says how much. */
  empty(): Promise<number>;
}

export const binFeature = (parts: BinParts): Bin => ({
  routes: binRoutes(parts),
  pages: (render) => binPages({ ...parts, render }),
  empty: () => emptyBin(parts),
});
