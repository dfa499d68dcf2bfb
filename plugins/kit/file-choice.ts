import { english, KEEPS_SECRETS, Type } from '#sdk';

/** Files of every format that is read. */
export const EVERY_FORMAT =
  '*.{csv,tsv,txt,json,jsonl,ndjson,csv.gz,tsv.gz,json.gz,jsonl.gz,ndjson.gz,xlsx,parquet,xes,xes.gz}';

/** The settings by which files of a source are chosen. */
export const fileChoice = (pattern: string) => ({
  pattern: Type.String({
    default: pattern,
    minLength: 1,
    maxLength: 1000,
    [KEEPS_SECRETS]: true,
    description:
      'Which files are read: * stands for any part of a name, {a,b} for one or the other. With a slash it is compared with the path below the folder, else with the name. Upper and lower case are alike',
  }),
  subfolders: Type.Boolean({
    ...{ default: false, [KEEPS_SECRETS]: true },
    description: 'Read the folders below it, too',
  }),
});

/** Names by which programs write what is not finished, or that the system hides. */
const UNFINISHED = /^\.|^~\$|~$|\.(part|partial|filepart|crdownload|download|tmp|temp|swp|lock)$/i;

/** Whether a file is read, by its path below the root. */
export function chosenBy({ pattern, subfolders }: { pattern: string; subfolders: boolean }): (path: string) => boolean {
  const glob = new Bun.Glob(pattern.toLowerCase());
  const byPath = pattern.includes('/');
  return (path) => {
    const names = path.split('/');
    if (names.length > 1 && !subfolders) return false;
    // U+FFFD stands where a name is no text: the file could not be asked for by it.
    if (path.includes('\ufffd') || names.some((name) => name === '' || UNFINISHED.test(name))) return false;
    return glob.match((byPath ? path : names.at(-1)!).toLowerCase());
  };
}

/** In pieces of what the host takes at a time. */
export async function* inPieces<T>(all: AsyncIterable<T>, size = 1000): AsyncGenerator<readonly T[]> {
  let piece: T[] = [];
  for await (const each of all) {
    piece.push(each);
    if (piece.length < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** What a test says about the files it found: it looks at so many, not at all of a large source. */
const COUNTED = 10_000;

export async function countOf(pieces: AsyncIterable<readonly unknown[]>): Promise<string> {
  let count = 0;
  for await (const piece of pieces) {
    count += piece.length;
    if (count >= COUNTED) return english(`At least ${count} files can be read.`);
  }
  if (count === 0) return english('No file can be read now: none is there, or none has a name of the pattern.');
  return count === 1 ? english('One file can be read.') : english(`${count} files can be read.`);
}
