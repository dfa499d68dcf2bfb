import { resolve } from 'node:path';
import type { createRegistry } from '../registry.ts';
import { type ExternalLimits, ExternalPlugIns } from './external.ts';
import type { AllowList } from './folder.ts';
import { loadShipped } from './shipped.ts';

/** Plug-ins beside the built-in ones: those that ship, and those of the customer's folder, whose ids nobody else may have. */
export async function loadPlugIns(
  { filters, calculators, enrichments }: ReturnType<typeof createRegistry>,
  { folder, allow }: { readonly folder: string; readonly allow: AllowList },
  limits: ExternalLimits,
) {
  const shipped = await loadShipped();
  const taken = new Set([filters, calculators, enrichments, shipped.connectors].flatMap((kind) => [...kind.keys()]));
  const external = folder
    ? await ExternalPlugIns.load(resolve(folder), allow, limits, taken)
    : ExternalPlugIns.none(limits);
  return { shipped, external };
}
