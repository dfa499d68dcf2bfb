import { serveDocument } from '../engine/child-stream.ts';
import { exportInChild } from '../engine/export/export-child.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'export-host',
  summary: 'The child that writes one log; started by the program itself',
  usage: 'export-host',
  examples: [],
  run: () => serveDocument(exportInChild),
};
export default verb;
