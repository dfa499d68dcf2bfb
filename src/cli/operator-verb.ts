import type { ParseArgsOptionsConfig } from 'node:util';
import type { OperatorCommand } from '../operator.ts';
import { answeringVerb } from './answering-verb.ts';
import { configOf } from './config-flags.ts';
import { runOperator } from './open-appliance.ts';
import type { Flags, Verb } from './verb.ts';

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
): Verb =>
  answeringVerb(about, { options }, async (flags, io) => {
    const command = commandOf(flags);
    if (typeof command === 'string') return command;
    const document = await runOperator(configOf(flags, io), command);
    return { document, text: textOf(command, document) };
  });
