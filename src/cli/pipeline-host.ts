import { answerParent } from '../engine/answer-parent.ts';
import { runPipelineInChild } from '../engine/pipelines/pipeline-child.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'pipeline-host',
  summary: 'The child that runs one pipeline; started by the program itself',
  usage: 'pipeline-host',
  examples: [],
  run: () => answerParent(runPipelineInChild),
};
export default verb;
