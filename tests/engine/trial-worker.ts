import { serveTasks } from '../../src/engine/pool/serve-tasks.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { trialPlugIns } from './trial-plug-ins.ts';

serveTasks(createRegistry(trialPlugIns));
