import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { KeptModels } from '../analyses/index.ts';
import { type KeptFormat, keptFormatOf, type ProcessModel } from './model.ts';
import type { ModelStore } from './store.ts';
import { getModel, noVersion } from './use-cases.ts';

const REF = /^\s*model:([^@\s]{1,100})(?:@(\d{1,9}))?\s*$/;

/**
 * References to kept models: `model:<id>` means the present version, `model:<id>@3` the third. Anything else that a parameter takes for
 * a model (an algorithm, a text) is no reference and stays as it is.
 */
export const modelRefs = (store: ModelStore): KeptModels => ({
  textOf(actor, given) {
    const found = resolve(store, actor, given);
    return found === null
      ? given
      : (store.text(tenantOf(actor), found.model.id, found.number) ?? noVersion(found.model, found.number));
  },
  pinned(actor, given) {
    const found = resolve(store, actor, given);
    return found === null ? given : `model:${found.model.id}@${found.number}`;
  },
});

/** What a model is written in that a parameter names by reference or by its text; null: it names an algorithm. */
export function formatOf(store: ModelStore, actor: Actor, given: string): KeptFormat | null {
  const found = resolve(store, actor, given);
  if (found === null) return keptFormatOf(given);
  return (store.findVersion(tenantOf(actor), found.model.id, found.number) ?? noVersion(found.model, found.number))
    .format;
}

function resolve(store: ModelStore, actor: Actor, given: string): { model: ProcessModel; number: number } | null {
  const named = REF.exec(given);
  if (!named) return null;
  const model = getModel({ store }, actor, named[1]!);
  return { model, number: named[2] === undefined ? model.version.number : Number(named[2]) };
}
