export { answerTasks } from './answer-tasks.ts';
export { AskedThread } from './asked-thread.ts';
