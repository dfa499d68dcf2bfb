import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { invalid } from '#sdk';
import { checkMapping } from './check-mapping.ts';
import { headerOnly, type NamedFile, syntaxOf, type TableTask, utf8Text } from './csv-text.ts';
import { type ExactPart, exactPart, loadNumbered } from './load-csv.ts';
import type { Loaded } from './load-relation.ts';
import { quoted } from './mapping-faults.ts';
import { sniffCsvFile } from './sniff-file.ts';

/**
 * Reads several files of text with the same columns as one table, in the order given, each by its own encoding and with line numbers of
 * its own. Faults: those of each file, and `import.partColumns` where one has other columns than the first.
 */
export async function loadParts(
  task: TableTask,
  files: readonly NamedFile[],
): Promise<Loaded & { headers: readonly string[] }> {
  const { mapping, options, limits } = task;
  const { header, skip } = mapping.dialect;
  let headers: readonly string[] = [];
  const parts: ExactPart[] = [];
  for (const [i, { path, name }] of files.entries()) {
    const folder = join(options.folder, `part-${i}`);
    task.temporary.push(folder);
    await mkdir(folder, { mode: 0o700 });
    const own: TableTask = { ...task, options: { ...options, folder }, temporary: [] };
    const text = await utf8Text(own, path);
    const { columns } = await sniffCsvFile(
      text.path,
      { ...syntaxOf(mapping), encoding: 'utf-8', header, skip },
      limits,
    );
    const found = columns.map((c) => c.name);
    if (i === 0) checkMapping(mapping, found);
    else demandSameColumns({ name: files[0]!.name, headers }, { name, headers: found });
    headers = found;
    parts.push(await exactPart(own, text, headers, { name, several: true }));
  }
  if (parts.every(({ normalised }) => normalised.records + normalised.refused === 0)) headerOnly();
  return { ...(await loadNumbered(task, headers, parts)), headers };
}

interface Table {
  readonly name: string;
  readonly headers: readonly string[];
}

function demandSameColumns(first: Table, other: Table): void {
  if (first.headers.length === other.headers.length && first.headers.every((name, i) => name === other.headers[i]))
    return;
  const missing = first.headers.filter((name) => !other.headers.includes(name));
  const more = other.headers.filter((name) => !first.headers.includes(name));
  const what = [
    ...(missing.length > 0 ? [`it lacks ${quoted(missing)}`] : []),
    ...(more.length > 0 ? [`it has ${quoted(more)} besides`] : []),
  ];
  const how = what.length > 0 ? what.join(', and ') : 'they stand in another order';
  invalid(
    'import.partColumns',
    `"${other.name}" cannot be read as one with "${first.name}": ${how}. Load it by itself; nothing was imported.`,
    [{ value: other.name, message: 'other columns' }],
  );
}
