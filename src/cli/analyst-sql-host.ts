import { runStatementInChild } from '../engine/analyst-sql/analyst-sql-child.ts';
import { answerParent } from '../engine/answer-parent.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'analyst-sql-host',
  summary: 'The child that runs one statement of an analyst; started by the program itself',
  usage: 'analyst-sql-host',
  examples: [],
  run: () => answerParent(runStatementInChild),
};
export default verb;
