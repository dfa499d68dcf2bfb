import type { ParseArgsOptionsConfig } from 'node:util';
import type { OperatorCommand } from '../operator.ts';
import { configOf, runOperator } from './open-appliance.ts';
import { EXIT, type Flags, type Io, parseFlags, usageFault, type Verb } from './verb.ts';

/**
 * A verb with an action and perhaps what it is about, that the appliance carries out, running or not.
 * @param commandOf what is asked for, or what is wrong with the call
 * @param textOf the answer as people read it; with `--json` it is printed as it is
 */
export const operatorVerb = <C extends OperatorCommand>(
  about: Omit<Verb, 'run'>,
  options: ParseArgsOptionsConfig,
  commandOf: (flags: Flags) => C | string,
  textOf: (command: C, answer: unknown) => string,
): Verb => ({
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 1, max: 2 });
    if (typeof flags === 'number') return flags;
    const json = flags.values.json === true;
    const command = commandOf(flags);
    if (typeof command === 'string') return usageFault(about, io, command, json);
    const answer = await runOperator(configOf(flags, io), command, () => {});
    io.stdout(json ? `${JSON.stringify(answer)}\n` : textOf(command, answer));
    return EXIT.ok;
  },
});
