import { answerParent } from '../engine/answer-parent.ts';
import { importInChild } from '../engine/import/import-child.ts';
import type { ImportJob, ImportReport } from '../engine/import/import-job.ts';
import { previewInChild } from '../engine/import/preview-child.ts';
import type { FilePreview, PreviewJob } from '../engine/import/preview-job.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'import-host',
  summary: 'The child that reads one file; started by the program itself',
  usage: 'import-host',
  examples: [],
  run: () =>
    answerParent<ImportJob | PreviewJob, ImportReport | FilePreview>((job, progress) =>
      'preview' in job ? previewInChild(job) : importInChild(job, progress),
    ),
};
export default verb;
