import { AppError, type Static, type TObject, Type } from '#sdk';
import { type Call, type PageRoute, page } from '../../platform/http/route.ts';
import { Filters, openPage, type PlainQuery, workOf } from './analysis-page.ts';
import type { AnalysisDownload, Work } from './model.ts';
import { countKept, type WorkbenchParts } from './use-cases.ts';

/** Declares what is saved from an analysis page. All its calculations see one version of the data, or the download fails. */
export function analysisDownload<Q extends TObject>(parts: WorkbenchParts, declared: AnalysisDownload<Q>): PageRoute {
  const { section, below, summary } = declared;
  return page({
    ...{ method: 'GET', path: `/datasets/:id/${section}${below}`, summary },
    permission: declared.permission ?? 'read:analyses',
    query: Type.Composite([Type.Object({ f: Filters }), declared.query]) as unknown as TObject,
    handler: async (call) => {
      const opened = openPage(parts, call as Call<undefined, PlainQuery>, declared);
      const { actor, signal } = call;
      const { dataset, version, state } = opened;
      if (!version)
        throw new AppError('conflict', 'dataset.empty', 'This dataset holds no data yet. Load a file into it.');
      const work = workOf(parts, opened, await countKept(parts, actor, dataset.id, state, signal));
      const pinned = async <T>(result: Promise<T>): Promise<T> => {
        const found = await result;
        if (parts.openDataset(actor, dataset.id).version?.id !== version.id)
          throw new AppError('conflict', 'workbench.dataChanged', 'New data came while this was saved. Save it again.');
        return found;
      };
      const file = await declared.file({
        ...work,
        calculate: <T>(id: string, params?: object) => pinned(work.calculate<T>(id, params)),
        calculateAll: <T>(id: string, params?: object) => pinned(work.calculateAll<T>(id, params)),
      } as Work<Static<Q>>);
      return { download: file };
    },
  });
}
