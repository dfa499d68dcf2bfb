import { answerTasks } from '../../platform/threads/index.ts';
import { type Drawing, type DrawnHandover, type DrawnPerson, drawNetwork } from './network-drawing.ts';

export interface NetworkTask {
  readonly people: readonly DrawnPerson[];
  readonly handovers: readonly DrawnHandover[];
}

answerTasks<NetworkTask, Drawing>(({ people, handovers }) => drawNetwork(people, handovers));
