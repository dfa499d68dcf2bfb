import { createRegistry } from '../registry.ts';
import { serveTasks } from './serve-tasks.ts';

serveTasks(createRegistry());
