import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError, type Connector, type Explainer, type ModelProvider } from '#sdk';
import { publishContract } from './contract-module.ts';

/** What the release brings in `plugins/`, by kind; as much ours as the binary. */
export interface ShippedPlugIns {
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Where each connector lies: it runs in a child that imports it anew. */
  readonly connectorFiles: ReadonlyMap<string, string>;
  readonly explainers: ReadonlyMap<string, Explainer>;
  readonly modelProviders: ReadonlyMap<string, ModelProvider>;
}

const GROUPS = { connectors: 'connector', explainability: 'explainer', models: 'model-provider' } as const;

/** `plugins/` beside the binary, or in the source tree. */
export function shippedFolder(): string {
  const compiled = import.meta.path.startsWith('/$bunfs/');
  return compiled ? join(dirname(process.execPath), 'plugins') : resolve(import.meta.dir, '../../../plugins');
}

/**
 * Imports every plug-in of the release: one file each (or a folder with an index). Its id is its name, its folder says its
 * kind. One that cannot load stops the start, for the release is not whole.
 */
export async function loadShipped(folder: string = shippedFolder()): Promise<ShippedPlugIns> {
  publishContract();
  const [connectors, explainers, modelProviders] = await Promise.all(
    Object.entries(GROUPS).map(([group, kind]) => loadGroup(join(folder, group), kind)),
  );
  const connectorFiles = new Map(plugInsIn(join(folder, 'connectors')).map(({ name, path }) => [name, path]));
  return { connectors, connectorFiles, explainers, modelProviders } as unknown as ShippedPlugIns;
}

async function loadGroup(folder: string, kind: string): Promise<ReadonlyMap<string, { id: string }>> {
  const found = new Map<string, { id: string }>();
  for (const { name, path } of plugInsIn(folder)) {
    const { default: plugIn } = await import(path).catch((error) => notLoaded(path, (error as Error).message));
    if (plugIn?.kind !== kind) notLoaded(path, `its default export is no ${kind}`);
    if (plugIn.id !== name) notLoaded(path, `its id is "${plugIn.id}", its name "${name}"`);
    if (found.has(name)) notLoaded(path, 'it is there twice');
    found.set(name, plugIn);
  }
  return found;
}

function plugInsIn(folder: string): { name: string; path: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        const index = ['index.js', 'index.ts'].map((name) => join(path, name)).find(existsSync);
        return index ? [{ name: entry.name, path: index }] : [];
      }
      const name = /^(.+)\.(m?js|ts)$/.exec(entry.name)?.[1];
      return name && !/\.(d|test)$/.test(name) ? [{ name, path }] : [];
    });
}

function notLoaded(path: string, reason: string): never {
  throw new AppError(
    'unavailable',
    'plugin.shippedBroken',
    `The plug-in ${path} of this release cannot be loaded: ${reason}. Install the release again.`,
  );
}
