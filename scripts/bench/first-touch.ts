/** Child of the bench: the first map over a log whose pages are not in memory. Job on standard input, answer as JSON. */
import { dirname } from 'node:path';
import { BenchEngine, type Log } from './bench-engine.ts';
import { elapsed } from './measure.ts';
import { evict } from './page-cache.ts';

const { log, threads } = JSON.parse(await Bun.stdin.text()) as { log: Log; threads: number };
const engine = new BenchEngine(dirname(log.folder), threads);
await engine.ready();
const stayed = evict(log.folder);
const ms = await elapsed(() => engine.ask(log, { calculator: { id: 'process-map', params: { durations: false } } }));
console.log(JSON.stringify({ ms, stayed }));
await engine.stop();
