import { AppError } from '#sdk';
import { nameKey } from '../names.ts';
import { type FormMistakes, formMistakes } from './form-mistakes.ts';
import type { PageAnswer } from './route.ts';

/** Does what a form asks for. What a person can mend is shown with what was typed; anything else is a page of its own. */
export async function orAgain(
  work: () => PageAnswer | Promise<PageAnswer>,
  again: (mistakes: FormMistakes) => string | Promise<string>,
): Promise<PageAnswer> {
  try {
    return await work();
  } catch (error) {
    const mistakes = formMistakes(error);
    return { html: await again(mistakes), fault: mistakes.fault };
  }
}

/**
 * Does what needs a fresh proof of who the person is (`demandFreshProof` of the feature that signs people in). Whoever must give one
 * first is sent to where that is done, and back to `next`.
 */
export async function orConfirm(next: string, work: () => PageAnswer | Promise<PageAnswer>): Promise<PageAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'sign-in.confirmNeeded') throw error;
    return { redirect: `/profile/confirm?next=${encodeURIComponent(next)}` };
  }
}

/** What cannot be taken back by one click is done when the name of the thing is typed. */
export function demandTypedName(typed: string, name: string): void {
  if (nameKey(typed) === nameKey(name)) return;
  throw new AppError('invalid', 'form.nameDiffers', 'Nothing was deleted: the name that was typed is another one.', [
    { pointer: '/typed', message: 'is not its name' },
  ]);
}

/** True when somebody else changed the thing while the form was open. */
export const isStale = (error: unknown): boolean => error instanceof AppError && error.code === 'change.stale';

/** What somebody else changed meanwhile: former and present value by the field's name. */
export type Meanwhile = readonly {
  readonly field: 'name' | 'description';
  readonly was: string;
  readonly is: string;
}[];

/** Compares what stood in the form when it was opened with what is there now. */
export function changedMeanwhile(
  was: { name: string; description: string },
  now: { name: string; description: string },
): Meanwhile {
  return (['name', 'description'] as const).flatMap((field) =>
    was[field] === now[field] ? [] : [{ field, was: was[field], is: now[field] }],
  );
}
