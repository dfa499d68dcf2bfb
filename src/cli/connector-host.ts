import { serveConnector } from '../engine/connect/connector-child.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'connector-host',
  summary: 'The child that a source of data is read in; started by the server itself',
  usage: 'connector-host',
  examples: [],
  run: () => serveConnector(),
};
export default verb;
