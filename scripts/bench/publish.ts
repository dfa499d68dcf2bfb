import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openAppliance } from '../../src/cli/open-appliance.ts';
import type { Manifest } from '../../src/engine/segments/manifest.ts';
import { datasetStorage, type Load, WITHOUT_DETAILS } from '../../src/features/datasets/index.ts';
import { systemActor } from '../../src/platform/access/actor.ts';
import { loadConfig } from '../../src/platform/config/index.ts';
import type { StepDone } from '../../src/platform/provenance/index.ts';
import { close } from '../../src/start.ts';

const LOAD: Load = {
  ...WITHOUT_DETAILS,
  ...{ mode: 'replace', extractHash: null, rowsBefore: 0, rowsAfter: 0, inserted: 0, updated: 0, unchanged: 0 },
  ...{ rejected: 0, periodFromMs: null, periodToMs: null, jobId: null },
};

/**
 * Makes datasets in a data folder that no server holds, through the features; `place` puts a version into a folder.
 * @returns the ids of the datasets
 */
export async function publish(
  dataFolder: string,
  names: readonly string[],
  place: (folder: string) => Manifest,
): Promise<string[]> {
  mkdirSync(dataFolder, { recursive: true });
  const env = {
    ADIT__DATA__FOLDER: dataFolder,
    ADIT__LOG__FILE: join(dataFolder, 'server.log'),
    ADIT__ENGINE__THREADS: '1',
  };
  const appliance = await openAppliance(loadConfig({ file: null, env }), 'bench');
  try {
    const { tenant, project } = appliance.tenancy.ensureHome();
    const actor = systemActor('operator', tenant.id, 'command-line');
    const storage = datasetStorage(appliance.roots);
    return names.map((name) => {
      const { id } = appliance.datasets.createDataset(actor, project.id, { name });
      const versions = storage.versions('local', tenant.id, id);
      mkdirSync(versions, { recursive: true });
      const folder = join(versions, randomUUID());
      const { hash, cases, events } = place(folder);
      const step: StepDone = { step: 'load', inputs: [], parameters: {}, output: { kind: 'version', hash } };
      const built = { hash, cases, events, manifestPath: storage.manifestPath('local', folder), steps: [step] };
      appliance.datasets.publishVersion(actor, id, built, { ...LOAD, rowsAfter: events, inserted: events });
      return id;
    });
  } finally {
    await close(appliance);
  }
}
