import type { ParseArgsOptionsConfig } from 'node:util';
import { JSON_FLAG } from './config-flags.ts';
import { EXIT, type Flags, type Io, parseFlags, usageFault, type Verb } from './verb.ts';

/** What a verb found: one document for programs, and the same in words. */
export interface Answer {
  readonly document: unknown;
  readonly text: string;
  /** `EXIT.ok` without. */
  readonly exit?: number;
}

interface Call {
  readonly options: ParseArgsOptionsConfig;
  /** How many arguments there are: an action, and perhaps what it is about, unless it is said otherwise. */
  readonly min?: number;
  readonly max?: number;
}

/**
 * A verb that answers once, in words or, with `--json`, by a document.
 * @param answer what was found, or a sentence that says what is wrong with the call
 */
export function answeringVerb(
  about: Omit<Verb, 'run'>,
  { options, min = 1, max = 2 }: Call,
  answer: (flags: Flags, io: Io) => Answer | string | Promise<Answer | string>,
): Verb {
  const described = { ...about, flags: [...(about.flags ?? []), JSON_FLAG] };
  return {
    ...described,
    async run(args, io) {
      const flags = parseFlags(described, args, io, { ...options, json: { type: 'boolean' } }, { min, max });
      if (typeof flags === 'number') return flags;
      const json = flags.values.json === true;
      const found = await answer(flags, io);
      if (typeof found === 'string') return usageFault(described, io, found, json);
      io.stdout(json ? `${JSON.stringify(found.document)}\n` : found.text);
      return found.exit ?? EXIT.ok;
    },
  };
}

export const noAction = (action: string | undefined): string => `There is no action "${action}".`;
