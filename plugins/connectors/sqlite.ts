import { defineTableConnector, Type } from '#sdk';

export default defineTableConnector({
  ...{ id: 'sqlite', version: 1, title: 'SQLite database file', category: 'files' },
  summary: 'Reads tables, views and queries of an SQLite database file on this server.',
  params: Type.Object({
    file: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'Path of the file on this server, in a folder that the administrator opened to connectors',
    }),
    resting: Type.Boolean({
      default: false,
      description:
        'Nobody writes to the file, as to a copy: it is read without locks, even where nothing can be written beside it',
    }),
  }),
  examples: [],
  verifiedWith: 'SQLite 3',
  queries: 'SQL',
  follows: 'column',
  async open({ file, resting }, run) {
    const { SqliteFile } = await import('../kit/sqlite-file.ts');
    return new SqliteFile(await run.folder(file), { resting, signal: run.signal });
  },
});
