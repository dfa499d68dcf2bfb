import { servePlugIns } from '../engine/plug-ins/host.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'plugin-host',
  summary: "The child in which a customer's plug-in runs; started by the server itself",
  usage: 'plugin-host',
  examples: [],
  run: () => servePlugIns(),
};
export default verb;
