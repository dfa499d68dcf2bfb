import { answerTasks } from '../../platform/threads/index.ts';
import type { ReadModel } from './model.ts';
import { convertModel, type ExportFormat, readDiscovered, readModel } from './reading.ts';

export type ReadingTask =
  | { readonly do: 'read'; readonly sent: string | Uint8Array }
  | { readonly do: 'discovered'; readonly result: string }
  | {
      readonly do: 'convert';
      readonly model: Pick<ReadModel, 'format' | 'text'>;
      readonly to: ExportFormat;
      readonly name: string;
    };

answerTasks<ReadingTask, ReadModel | string>((task) => {
  if (task.do === 'convert') return convertModel(task.model, task.to, task.name);
  return task.do === 'read' ? readModel(task.sent) : readDiscovered(task.result);
});
