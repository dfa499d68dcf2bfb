import { invalid, type Static, type Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import type { Analyses, SentSteps } from '../analyses/index.ts';
import { type Datasets, scopeOfDataset } from '../datasets/index.ts';
import type { ChangePreset, CreatePreset, Preset, SeenPreset } from './model.ts';
import { allowPreset, demandOwner } from './policy.ts';
import type { PresetStore } from './store.ts';

export interface PresetParts {
  readonly store: PresetStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly openDataset: Datasets['openDataset'];
  readonly analyses: Pick<Analyses, 'checkSteps' | 'staleSteps'>;
}

export function getPreset(
  parts: PresetParts,
  actor: Actor,
  id: string,
  permission: Permission = 'read:analyses',
): SeenPreset {
  const preset = allowPreset(actor, parts.store.find(tenantOf(actor), id));
  return seenBy(parts, actor, preset, openPresets(parts, actor, preset.dataset, permission));
}

export function listPresets(
  parts: PresetParts,
  actor: Actor,
  datasetId: string,
  request: ListRequest,
): Listed<SeenPreset> {
  const open = openPresets(parts, actor, datasetId, 'read:analyses');
  const of = { tenant: open.dataset.tenant, dataset: open.dataset.id, reader: actor.id };
  const { rows, total } = parts.store.list(of, request);
  const list = listed(rows, total, request, (preset) => [preset.name, preset.id]);
  return { ...list, items: list.items.map((preset) => seenBy(parts, actor, preset, open)) };
}

export function createPreset(parts: PresetParts, actor: Actor, sent: Static<typeof CreatePreset>): SeenPreset {
  const { store, changes, clock, newId } = parts;
  const open = openPresets(parts, actor, sent.datasetId, 'write:presets');
  const preset: Preset = {
    ...{ id: newId(), tenant: open.dataset.tenant, dataset: open.dataset.id, owner: actor.id },
    ...{ name: cleanName(sent.name), description: sent.description ?? '', steps: checkedSteps(parts, sent.filters) },
    ...{ visibility: sent.visibility, etag: '1', createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(store, preset);
    store.insert(change.tx, preset);
    change.record({ action: 'preset.create', ...about(preset), event: 'created', after: facts(preset) });
    return seenBy(parts, actor, preset, open);
  });
}

export function changePreset(
  parts: PresetParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangePreset>,
): SeenPreset {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const { mine: _, stale: __, ...before } = getPreset(parts, actor, id, 'write:presets');
    demandOwner(actor, before);
    if (before.etag !== etag) stale();
    const after: Preset = {
      ...before,
      ...{ name: cleanName(sent.name), description: sent.description ?? before.description },
      ...{ steps: checkedSteps(parts, sent.filters), visibility: sent.visibility },
      ...{ etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() },
    };
    demandOwnName(store, after);
    if (!store.update(change.tx, after, etag)) stale();
    const told = { before: facts(before), after: facts(after) };
    change.record({ action: 'preset.change', ...about(after), event: 'updated', ...told });
    return seenBy(parts, actor, after, openPresets(parts, actor, after.dataset, 'write:presets'));
  });
}

export function deletePreset(parts: PresetParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const preset = getPreset(parts, actor, id, 'write:presets');
    demandOwner(actor, preset);
    if (!parts.store.remove(change.tx, preset, etag)) stale();
    change.record({ action: 'preset.delete', ...about(preset), event: 'deleted', before: facts(preset) });
  });
}

type Open = ReturnType<Datasets['openDataset']>;

function openPresets({ openDataset }: PresetParts, actor: Actor, dataset: string, permission: Permission): Open {
  const open = openDataset(actor, dataset);
  guardIn(actor, permission, scopeOfDataset(open.dataset));
  return open;
}

const seenBy = ({ analyses }: PresetParts, actor: Actor, preset: Preset, { version }: Open): SeenPreset => ({
  ...preset,
  mine: preset.owner === actor.id,
  stale: version && analyses.staleSteps(actor, version, preset.steps),
});

function checkedSteps({ analyses }: PresetParts, sent: SentSteps): readonly Step[] {
  const steps = sent as unknown as readonly Step[];
  if (steps.length === 0)
    invalid('preset.empty', 'A preset needs at least one filter.', [{ pointer: '/filters', message: 'empty' }]);
  analyses.checkSteps(steps);
  return steps;
}

const demandOwnName = (store: PresetStore, preset: Preset): void =>
  demandFreeName(
    preset,
    [store.findByName(preset)],
    'preset.nameTaken',
    'You have a preset with this name on this dataset already.',
  );

const about = (preset: Preset) => ({ kind: 'preset', id: preset.id });
const facts = ({ name, description, dataset, steps, visibility, etag }: Preset) => ({
  ...{ name, description, dataset, steps, visibility, etag },
});
