import { exactly } from './tds-exact.ts';

let loaded: Promise<typeof import('tedious')> | null = null;

/** tedious, which reads exactly from now on. */
export const tdsDriver = (): Promise<typeof import('tedious')> => {
  loaded ??= load();
  return loaded;
};

async function load(): Promise<typeof import('tedious')> {
  const { default: parser } = (await import('tedious/lib/value-parser.js')) as unknown as {
    default: { readValue: Parameters<typeof exactly>[0] };
  };
  parser.readValue = exactly(parser.readValue);
  return import('tedious');
}
