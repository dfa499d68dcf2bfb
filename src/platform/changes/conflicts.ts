import { AppError } from '#sdk';
import { nameKey } from '../names.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Refuses the name of a thing that another one of its place has.
 * @param others what has names there, or only what was found under this name; the thing itself may be among them
 * @param message says whose name it is and where, as "A project with this name exists in this workspace already."
 */
export function demandFreeName(thing: Named, others: readonly (Named | null)[], code: string, message: string): void {
  const key = nameKey(thing.name);
  if (!others.some((other) => other !== null && other.id !== thing.id && nameKey(other.name) === key)) return;
  throw new AppError('conflict', code, message, [{ pointer: '/name', message: 'taken' }]);
}

/** Somebody changed the thing after it was read, and before it was written. */
export function stale(): never {
  throw new AppError('conflict', 'change.stale', 'It was changed meanwhile. Read it again, then repeat your change.');
}
