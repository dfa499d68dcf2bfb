import { answerParent } from '../engine/answer-parent.ts';
import { verifyHere } from '../engine/publish/verify-in-child.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'verify-host',
  summary: 'The child that verifies one dataset version; started by the program itself',
  usage: 'verify-host',
  examples: [],
  run: () => answerParent(verifyHere),
};
export default verb;
