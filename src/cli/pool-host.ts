import { answerParent } from '../engine/answer-parent.ts';
import { runJobInChild } from '../engine/pool/pool-child.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'pool-host',
  summary: 'The child that calculates what nobody waits for; started by the server itself',
  usage: 'pool-host',
  examples: [],
  run: () => answerParent(runJobInChild),
};
export default verb;
