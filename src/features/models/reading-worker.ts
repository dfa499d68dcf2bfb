import { answerTasks } from '../../platform/threads/index.ts';
import { contentsOf, type ModelContents } from './contents.ts';
import type { DrawnAs, LaidOut } from './drawing-layout.ts';
import type { ReadModel } from './model.ts';
import { convertModel, type ExportFormat, layOutModel, readDiscovered, readModel } from './reading.ts';

export type ReadingTask =
  | { readonly do: 'read'; readonly sent: string | Uint8Array }
  | { readonly do: 'discovered'; readonly result: string }
  | {
      readonly do: 'convert';
      readonly model: Pick<ReadModel, 'format' | 'text'>;
      readonly to: ExportFormat;
      readonly name: string;
    }
  | { readonly do: 'contents'; readonly model: Pick<ReadModel, 'format' | 'text'> }
  | { readonly do: 'layOut'; readonly model: Pick<ReadModel, 'format' | 'text'>; readonly as: DrawnAs | null };

answerTasks<ReadingTask, ReadModel | LaidOut | ModelContents | string>((task) => {
  if (task.do === 'layOut') return layOutModel(task.model, task.as);
  if (task.do === 'contents') return contentsOf(task.model);
  if (task.do === 'convert') return convertModel(task.model, task.to, task.name);
  return task.do === 'read' ? readModel(task.sent) : readDiscovered(task.result);
});
