import { COLUMNS } from '#sdk';
import { openVersion } from './engine/segments/open-version.ts';
import type { Analyses } from './features/analyses/index.ts';
import type { Datasets } from './features/datasets/index.ts';
import type { Models } from './features/models/index.ts';
import { type Quality, qualityFeature, sqliteQualityStore } from './features/quality/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { EventBus } from './platform/events/index.ts';
import type { JobStore } from './platform/jobs/index.ts';

interface Parts {
  readonly changes: Changes;
  readonly events: EventBus;
  readonly jobs: JobStore;
  readonly datasets: Datasets;
  readonly analyses: Analyses;
  readonly models: Models;
}

/** Data quality, measured after each publication. */
export function qualityWith({ db, clock, newId }: Foundations, parts: Parts): Quality {
  const quality = qualityFeature({
    ...{ ...parts, store: sqliteQualityStore(db), clock, newId },
    transaction: (work) => db.transaction(work),
    activitiesOf: (version) =>
      openVersion(parts.datasets.folderOf(version))
        .dictionary(COLUMNS.activity)
        .filter((name) => name !== ''),
  });
  parts.events.consume('quality', quality.afterLoad);
  return quality;
}
