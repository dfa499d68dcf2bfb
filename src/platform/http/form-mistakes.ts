import { AppError, type Fault } from '#sdk';

/** What a person can mend in the form that is open; anything else is a page of its own. */
const MENDABLE: readonly Fault[] = [
  ...(['invalid', 'conflict', 'too_large', 'unauthenticated', 'rate_limited', 'unavailable'] as const),
];

/** What is wrong with a form that was sent. */
export interface FormMistakes {
  readonly fault: Fault;
  readonly code: string;
  /** For the top of the form. */
  readonly message: string;
  /** By the name of the field: what is wrong with it. */
  readonly at: Readonly<Record<string, string>>;
}

/** Tells what is wrong in the words of the fault, to be shown with what was typed; throws what no form can mend. */
export function formMistakes(error: unknown): FormMistakes {
  if (!(error instanceof AppError) || !MENDABLE.includes(error.fault)) throw error;
  const at = error.details.flatMap(({ pointer, message }) => (pointer ? [[pointer.slice(1), message] as const] : []));
  return { fault: error.fault, code: error.code, message: error.message, at: Object.fromEntries(at) };
}
