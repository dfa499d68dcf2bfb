import { Type } from '#sdk';
import { byName, list, whole } from '../setting.ts';

const MIB = 1_048_576;

export const connectors = Type.Object(
  {
    folders: list(
      'Folders whose files connections may read, and what lies below them. Empty: no connection reads files of this machine.',
      'reload',
      { path: true },
    ),
    programs: byName(
      'Programs that connections may start, by the name that they are asked for, as airbyte-source = "/opt/airbyte/source". They run with the rights of the server.',
      'reload',
      { path: true },
    ),
    max_open: whole(
      'How often one saved connection may be open at a time; what comes then waits in turn.',
      4,
      'reload',
      {
        minimum: 1,
        maximum: 100,
      },
    ),
    max_open_in_all: whole('How many connections may be open at a time; each is a child process.', 12, 'reload', {
      minimum: 1,
      maximum: 1000,
    }),
    answer_seconds: whole('Longest time for a sign-in, a list of tables or a preview.', 30, 'reload', {
      minimum: 1,
      maximum: 3600,
    }),
    batch_seconds: whole('Longest time for the next rows of a table, or the next bytes of a file.', 120, 'reload', {
      minimum: 1,
      maximum: 3600,
    }),
    max_cell_bytes: whole('Longest value.', MIB, 'reload', { minimum: 1024, maximum: 64 * MIB }),
    max_batch_bytes: whole('Most bytes that a connector hands over at once.', 128 * MIB, 'reload', { minimum: MIB }),
    child_memory_bytes: whole('Memory of the child process that a connection is open in.', 1024 * MIB, 'reload', {
      minimum: 128 * MIB,
    }),
  },
  { description: 'Sources that data is read from. What they may reach over the network: "egress.allow".' },
);
