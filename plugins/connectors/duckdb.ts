import { defineTableConnector, Type } from '#sdk';

export default defineTableConnector({
  ...{ id: 'duckdb', version: 1, title: 'DuckDB database file', category: 'files' },
  summary: 'Reads tables, views and queries of a DuckDB database file on this server.',
  params: Type.Object({
    file: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'Path of the file on this server, in a folder that the administrator opened to connectors',
    }),
  }),
  examples: [],
  verifiedWith: 'DuckDB 1.5',
  queries: 'SQL',
  follows: 'column',
  async open({ file }, run) {
    const { DuckDbSource } = await import('../kit/duckdb-source.ts');
    return new DuckDbSource(await run.duckdb(file));
  },
});
