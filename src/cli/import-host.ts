import { answerParent } from '../engine/child-process.ts';
import { importInChild } from '../engine/import/import-child.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'import-host',
  summary: 'The child that reads one file; started by the program itself',
  usage: 'import-host',
  examples: [],
  run: () => answerParent(importInChild),
};
export default verb;
