import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkMapping } from './check-mapping.ts';
import { headerOnly, type NamedFile, syntaxOf, type TableTask, utf8Text } from './csv-text.ts';
import { type ExactPart, exactPart, loadNumbered } from './load-csv.ts';
import type { Loaded } from './load-relation.ts';
import { demandSameColumns } from './several-files.ts';
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
