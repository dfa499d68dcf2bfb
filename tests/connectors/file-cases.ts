/** One table of cases for every connector that gives files: `fileCases(house)` in a test file of its own. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { AppError, type FileConnector, type FileSource, Value } from '#sdk';
import { faultOf } from '../egress-house.ts';
import { RunHouse, type RunOptions } from './connector-run.ts';
import { contentOf, listed } from './source-house.ts';

/** A peer that runs. */
export interface FilePeer {
  /** The settings of the connector, for what lies below this folder. */
  settings(folder: string): Record<string, unknown>;
  readonly run: RunOptions;
  put(path: string, content: string | Uint8Array): unknown;
  remove(path: string): unknown;
  /** Puts so many empty files into a folder, each its number and the ending. */
  putMany(folder: string, count: number): unknown;
  /** In no fault; null: it has none. */
  readonly secret: string | null;
  end(): unknown;
}

export interface FileHouse {
  // biome-ignore lint/suspicious/noExplicitAny: settings differ, and each house knows its own
  readonly connector: FileConnector<any>;
  readonly peer: string;
  /** The package whose absence skips all; null: it is here. */
  readonly needs: string | null;
  /** That of the names that it reads; without it `csv`. */
  readonly ending?: string;
  /** Hostile names that it cannot hold. */
  readonly without?: readonly string[];
  /** So many names are listed. */
  readonly many: number;
  start(): Promise<FilePeer>;
}

/** Names that are read by their ending, and some that are not. */
const hostileNames = (ending: string) => [
  ...[`a b+c%.${ending}`, `it's (x)!*&=?#.${ending}`, `é ☃ %2F.${ending}`, `<&>;.${ending}`, `"$(id)" \`x\`.${ending}`],
  ...[`日本.${ending.toUpperCase()}`, `=cmd|x.${ending}`, `-rf.${ending}`, `%2e%2e%2fx.${ending}`, `a\\b.${ending}`],
  ...[`\u202Eleft.${ending}`, `${'x'.repeat(200)}.${ending}`],
];
const leftOut = (ending: string) => [
  ...[`.hidden.${ending}`, `~$book.${ending}`, `b.${ending}~`, `b.${ending}.part`, `b.${ending}.TMP`],
  ...[`b.${ending}.filepart`, 'b.bin', ending],
];
const bytes = new Uint8Array(3_000_000).map((_, i) => (i * 7 + (i >> 8)) & 255);

export function fileCases(house: FileHouse): void {
  const { ending = 'csv' } = house;
  const end = house.needs === null ? '' : ` (needs ${house.needs})`;
  const runs = new RunHouse();
  const said: string[] = [];
  let peer: FilePeer;

  const open = (folder: string, params: Record<string, unknown> = {}): Promise<FileSource> => {
    const { connector } = house;
    const settings = Value.Default(connector.params, { ...peer.settings(folder), ...params });
    if (!Value.Check(connector.params, settings))
      throw new Error(String([...Value.Errors(connector.params, settings)][0]?.message));
    return connector.open(settings, runs.run(peer.run));
  };
  const fault = async (work: Promise<unknown>) => {
    const failed = await faultOf(
      work.catch((error) => {
        if (error instanceof AppError) said.push(JSON.stringify(error.toData()));
        throw error;
      }),
    );
    return failed;
  };

  describe.skipIf(house.needs !== null)(`${house.connector.id}, ${house.peer}${end}`, () => {
    beforeAll(async () => {
      await runs.start();
      peer = await house.start();
    }, 120_000);
    afterAll(async () => {
      runs.stop();
      await peer?.end();
    });

    test('hostile names arrive as they are, and what they name can be read', async () => {
      const hostile = hostileNames(ending).filter((name) => !house.without?.includes(name));
      for (const name of [...hostile, ...leftOut(ending)]) await peer.put(`names/${name}`, name);
      await using source = await open('names');
      const files = await listed(source);
      expect(files.map(({ path }) => path).toSorted()).toEqual(hostile.toSorted());
      for (const file of files) expect(String(await contentOf(source, file))).toBe(file.path);
    });

    test('folders below, where they are asked for; a pattern by path', async () => {
      const below = [`a-b/x.${ending}`, `a/x.${ending}`, `a/y/z.${ending}`];
      for (const path of [`b.${ending}`, ...below, `.git/x.${ending}`]) await peer.put(`below/${path}`, path);
      const paths = async (params: object) => {
        await using source = await open('below', { ...params });
        return (await listed(source)).map(({ path }) => path);
      };
      expect(await paths({})).toEqual([`b.${ending}`]);
      expect(await paths({ subfolders: true })).toEqual([...below, `b.${ending}`].toSorted());
      expect(await paths({ subfolders: true, pattern: 'A/**' })).toEqual(below.slice(1));
    });

    test('from every place on it is the rest of one reading; one that is left can be read again', async () => {
      await peer.put(`data/big.${ending}`, bytes);
      await peer.put(`data/empty.${ending}`, '');
      await using source = await open('data');
      const [big, empty] = await listed(source);
      expect([big!.bytes, empty!.bytes, typeof big!.modifiedMs]).toEqual([bytes.length, 0, 'number']);
      for (const from of [0, 1, 65_535, 65_536, 1_048_576, 1_500_000, bytes.length - 1, bytes.length])
        expect(Buffer.compare(await contentOf(source, big!, from), bytes.subarray(from))).toBe(0);
      expect((await contentOf(source, empty!)).length).toBe(0);
      for await (const _ of source.open(big!, 0)) break;
      expect((await contentOf(source, big!)).length).toBe(bytes.length);
    });

    test('one that is another by now, or gone, is a fault, from every place on', async () => {
      await peer.put(`turns/a.${ending}`, 'one');
      await using source = await open('turns');
      const [file] = await listed(source);
      await peer.put(`turns/a.${ending}`, 'another one');
      const [other] = await listed(source);
      expect(other!.version).not.toBe(file!.version);
      for (const from of [0, 1]) expect(await fault(contentOf(source, file!, from))).toBe('conflict connector.changed');
      await peer.remove(`turns/a.${ending}`);
      // Some stores cannot tell what is gone from what is another.
      expect(await fault(contentOf(source, other!))).toMatch(
        /^(invalid connector.notThere|conflict connector.changed)$/,
      );
      expect(await listed(source)).toEqual([]);
    });

    test.each([`../outside.${ending}`, `x/../../outside.${ending}`, '/etc/passwd', '..', '', `./outside.${ending}`])(
      'the path %j leads nowhere',
      async (path) => {
        await peer.put(`outside.${ending}`, 'secret');
        await using source = await open('turns', { subfolders: true, pattern: '**' });
        const file = { path, bytes: 6, version: '"x"', modifiedMs: null };
        expect(await fault(contentOf(source, file))).toBe('invalid connector.notThere');
      },
    );

    test(`${house.many} names come in pieces, each once`, async () => {
      await peer.putMany('many', house.many);
      await using source = await open('many');
      const seen = new Set<string>();
      let largest = 0;
      for await (const piece of source.files()) {
        largest = Math.max(largest, piece.length);
        for (const { path } of piece) seen.add(path);
      }
      expect([seen.size, largest <= 5000]).toEqual([house.many, true]);
      expect((await source.check()).details[0]).toMatch(/^(At least )?\d+ files can be read\.$/);
    }, 120_000);

    test('no secret in what was said', () => {
      expect(said.length).toBeGreaterThan(3);
      if (peer.secret !== null) expect(said.join()).not.toContain(peer.secret);
    });
  });
}
