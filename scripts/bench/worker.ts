import { serveTasks } from '../../src/engine/pool/serve-tasks.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { BENCH_CALCULATORS } from './calculators.ts';

serveTasks(createRegistry({ calculators: BENCH_CALCULATORS }));
