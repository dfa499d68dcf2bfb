import type { RecordedStep, Thing } from '../../platform/provenance/index.ts';

/** What is wrong with the way from a version back to its files. */
export interface LineageProblem {
  readonly version: number;
  readonly problem: 'no-step' | 'no-input' | 'file-missing' | 'file-changed' | 'other-hash';
  /** What could not be found, or is not as it was. */
  readonly hash: string;
}

export interface KeptVersion {
  readonly number: number;
  readonly hash: string;
}

/**
 * Walks from each version back to the files that it was made of. Every step names what went in; every file came in by a step and is still
 * what it was, unless a step says that it was removed.
 * @param checkFile whether the file under a checksum is there and has it
 */
export async function verifyLineage(
  steps: readonly RecordedStep[],
  versions: readonly KeptVersion[],
  checkFile: (sha256: string) => Promise<'whole' | 'missing' | 'changed'>,
): Promise<LineageProblem[]> {
  const made = madeBy(steps);
  const removed = new Set(steps.filter(({ step }) => step === 'remove-file').map(({ inputs }) => inputs[0]?.hash));
  const files = new Map<string, Promise<'whole' | 'missing' | 'changed'>>();
  const problems: LineageProblem[] = [];
  for (const { number, hash } of versions) {
    const last = made.get(`version ${number}`);
    if (!last) problems.push({ version: number, problem: 'no-step', hash });
    else if (last.output!.hash !== hash) problems.push({ version: number, problem: 'other-hash', hash });
    for (const input of last ? inputsBehind(last, made) : []) {
      if (input.found === null) problems.push({ version: number, problem: 'no-input', hash: input.thing.hash });
      if (input.thing.kind !== 'file' || removed.has(input.thing.hash)) continue;
      const checked = files.get(input.thing.hash) ?? checkFile(input.thing.hash);
      files.set(input.thing.hash, checked);
      const state = await checked;
      if (state !== 'whole') problems.push({ version: number, problem: `file-${state}`, hash: input.thing.hash });
    }
  }
  return problems;
}

/** The step that brought each thing. A version that is shown again was brought by the step that made it, not by that. */
function madeBy(steps: readonly RecordedStep[]): Map<string, RecordedStep> {
  const made = new Map<string, RecordedStep>();
  for (const step of steps)
    for (const key of step.output ? keysOf(step.output) : [])
      if (step.step !== 'restore' || !made.has(key)) made.set(key, step);
  return made;
}

const keysOf = ({ kind, hash, number }: Thing): string[] =>
  number === undefined ? [`${kind} ${hash}`] : [`${kind} ${number}`, `${kind} ${hash}`];

/** All that a step goes back to, each with the step that brought it. */
function inputsBehind(last: RecordedStep, made: ReadonlyMap<string, RecordedStep>) {
  const behind: { thing: Thing; found: RecordedStep | null }[] = [];
  const open = [last];
  const seen = new Set<string>();
  for (let step = open.pop(); step !== undefined; step = open.pop())
    for (const thing of step.inputs) {
      const key = keysOf(thing)[0]!;
      if (seen.has(key)) continue;
      seen.add(key);
      const found = made.get(key) ?? null;
      behind.push({ thing, found });
      if (found) open.push(found);
    }
  return behind;
}
