import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Preset } from './model.ts';

/** Whoever may read the dataset sees what is shared there and what is their own; everything else does not exist. */
export function allowPreset(actor: Actor, preset: Preset | null): Preset {
  if (!preset || preset.tenant !== actor.tenant) return notFound('preset');
  return preset.owner === actor.id || preset.visibility === 'workspace' ? preset : notFound('preset');
}

/** What others share may be used and copied; it is changed by its owner. */
export function demandOwner(actor: Actor, preset: Preset): void {
  if (preset.owner === actor.id) return;
  throw new AppError(
    'forbidden',
    'preset.notYours',
    'This preset belongs to somebody else. Save its filters under a name of your own to change them.',
  );
}
