import { join, posix } from 'node:path';
import { invalid } from '#sdk';
import type { SniffedTable } from '../../mining/formats/table-sniff.ts';
import { SheetHandler, type SheetRow } from '../../mining/formats/xlsx/sheet.ts';
import {
  RelationsHandler,
  SharedStringsHandler,
  type Sheet,
  StylesHandler,
  WorkbookHandler,
} from '../../mining/formats/xlsx/workbook.ts';
import { type XmlHandler, XmlStream } from '../../mining/formats/xml/xml-stream.ts';
import { csvRelation } from './csv-source.ts';
import { quoted } from './mapping-faults.ts';
import { RecordsFile } from './records-file.ts';
import { refuseDuplicates } from './sniff-file.ts';
import type { Finding } from './survey.ts';
import { type RecordsTask, sniffRecords, type TextRecords } from './text-records.ts';
import { type ZipEntry, ZipFile } from './zip-file.ts';

/** Characters of all shared texts together: they are held while the sheet is read. */
const MOST_TEXT = 256e6;
/** Rows among which the header is looked for. */
const LOOKED_AT = 50;

/**
 * Reads a sheet of a workbook (XLSX): the one that was named, else the first that is not hidden. The header is the first row
 * that is filled like the table, or the one behind `skip` rows. Faults: those of {@link ZipFile} and XmlStream,
 * `import.notXlsx`, `import.macros`, `import.unknownSheet`, `import.emptyFile`, `import.duplicateHeaders`, `import.tooManyColumns`.
 */
export async function xlsxRecords(task: RecordsTask): Promise<TextRecords> {
  await using zip = await ZipFile.open(task.path);
  const book = new Workbook(zip, task);
  await book.open();
  const path = join(task.folder, 'records.csv');
  await using out = new RecordsFile(path, task.limits, task.quarantine);
  const rows = new TableRows(task, out);
  const sheet = new SheetHandler(book.context());
  let whole = true;
  const take = async () => {
    for (const row of sheet.rows.splice(0)) await rows.add(row);
  };
  await book.read(book.sheetPart(), sheet, async (share) => {
    await take();
    task.onProgress?.(share);
    whole = out.rows < task.most;
    return whole;
  });
  await take();
  await rows.end();
  await out[Symbol.asyncDispose]();
  const { names, header, skip } = rows;
  if (names.length === 0) invalid('import.emptyFile', 'The sheet holds no rows: there is nothing to import.');
  const sniffed = withBooleans(sniffRecords(names, out.first, { header, skip }), sheet.booleans);
  if (header) refuseDuplicates(sniffed);
  return {
    sniffed,
    relation: (missing) => csvRelation(out.source(names.length, missing, task.name), task.limits),
    ...{ whole, temporary: [path], findings: findingsOf(sheet, sniffed.columns.map((c) => c.name)) }, // biome-ignore format: one line
    sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })),
  };
}

/** Columns whose cells all say yes or no are declared so, as a typed file does: a text "true" alone declares nothing. */
const withBooleans = (sniffed: SniffedTable, booleans: ReadonlySet<number>): SniffedTable => ({
  ...sniffed,
  columns: sniffed.columns.map((column, i) =>
    booleans.has(i) && column.values.every((value) => value === 'true' || value === 'false')
      ? { ...column, declared: { type: 'boolean', word: 'boolean' } }
      : column,
  ),
});

/** The parts of a workbook. */
class Workbook {
  sheets: Sheet[] = [];
  private readonly zip: ZipFile;
  private readonly task: RecordsTask;
  private main = new WorkbookHandler();
  private readonly styles = new StylesHandler();
  private readonly texts = new SharedStringsHandler(MOST_TEXT);
  private folder = 'xl';
  private parts: RelationsHandler['targets'] = new Map();

  constructor(zip: ZipFile, task: RecordsTask) {
    this.zip = zip;
    this.task = task;
  }

  /** Reads all but the sheets. */
  async open(): Promise<void> {
    const { entries } = this.zip;
    if ([...entries.keys()].some((name) => /vbaProject\.bin$/i.test(name)))
      invalid('import.macros', 'The workbook holds macros (XLSM), which are not taken. Save it as XLSX.');
    if (entries.has('xl/workbook.bin'))
      invalid('import.notXlsx', 'The workbook is a binary one (XLSB), which is not taken. Save it as XLSX.');
    const main = await this.mainPart();
    this.folder = posix.dirname(main.name);
    await this.read(main, this.main);
    this.sheets = this.main.sheets;
    const relations = new RelationsHandler();
    const named = entries.get(`${this.folder}/_rels/${posix.basename(main.name)}.rels`);
    if (named) await this.read(named, relations);
    this.parts = relations.targets;
    const styles = this.partOfType('styles');
    if (styles) await this.read(styles, this.styles);
    const texts = this.partOfType('sharedStrings');
    if (texts) await this.read(texts, this.texts);
  }

  context() {
    const { since1904 } = this.main;
    return { texts: this.texts.texts, shown: this.styles.shown, since1904, columns: this.task.limits.columns };
  }

  /** The sheet to read. */
  sheetPart(): ZipEntry {
    const { sheet: wanted } = this.task.dialect;
    const tables = this.sheets.filter(({ relation }) => /worksheet$/.test(this.parts.get(relation)?.type ?? ''));
    const sheet =
      wanted === undefined ? (tables.find((s) => !s.hidden) ?? tables[0]) : tables.find((s) => s.name === wanted);
    if (!sheet && wanted !== undefined) {
      const message = `The workbook has no sheet "${wanted}". It has: ${quoted(tables.map((s) => s.name))}.`;
      invalid('import.unknownSheet', message, [{ pointer: '/dialect/sheet', value: wanted, message: 'no such sheet' }]);
    }
    const entry = sheet && this.part(this.parts.get(sheet.relation)!.target);
    return entry ?? invalid('import.notXlsx', 'The workbook has no sheet with rows and columns.');
  }

  /** Reads a part; `onPiece` after every piece of it: false ends the reading there. */
  async read(entry: ZipEntry, handler: XmlHandler, onPiece?: (share: number) => Promise<boolean>): Promise<void> {
    const { limits, signal } = this.task;
    const xml = new XmlStream(handler);
    let bytes = 0;
    const unpack = { maxUnpackedBytes: limits.unpackedBytes, maxUnpackRatio: limits.unpackedRatio };
    for await (const chunk of this.zip.chunks(entry, unpack)) {
      signal?.throwIfAborted();
      xml.push(chunk);
      bytes += chunk.length;
      if (onPiece && !(await onPiece(bytes / Math.max(1, entry.unpacked)))) return;
    }
    xml.end();
  }

  private async mainPart(): Promise<ZipEntry> {
    const relations = new RelationsHandler();
    const root = this.zip.entries.get('_rels/.rels');
    if (root) await this.read(root, relations);
    const named = [...relations.targets.values()].find(({ type }) => /\/officeDocument$/.test(type));
    const entry = this.zip.entries.get((named?.target ?? 'xl/workbook.xml').replace(/^\//, ''));
    return (
      entry ?? invalid('import.notXlsx', 'The ZIP archive is no workbook (XLSX): it has no part that names its sheets.')
    );
  }

  private part(target: string): ZipEntry | undefined {
    const name = target.startsWith('/') ? target.slice(1) : posix.join(this.folder, target);
    return this.zip.entries.get(name);
  }

  private partOfType(type: string): ZipEntry | undefined {
    const found = [...this.parts.values()].find((part) => part.type.endsWith(`/${type}`));
    return found && this.part(found.target);
  }
}

/** Finds the header among the first rows, and hands on what stands below it. */
class TableRows {
  /** By column; empty where the header has none. */
  names: string[] = [];
  header = true;
  skip = 0;
  private first: SheetRow[] | null = [];
  private readonly task: RecordsTask;
  private readonly out: RecordsFile;

  constructor(task: RecordsTask, out: RecordsFile) {
    this.task = task;
    this.out = out;
  }

  async add(row: SheetRow): Promise<void> {
    if (this.first === null) await this.write(row);
    else if (row.number > (this.task.dialect.skip ?? 0) && this.first.push(row) >= LOOKED_AT) await this.begin();
  }

  async end(): Promise<void> {
    if (this.first) await this.begin();
  }

  private async begin(): Promise<void> {
    const rows = this.first!;
    this.first = null;
    const { header, skip } = this.task.dialect;
    const at = skip === undefined ? headerPlace(rows) : 0;
    const top = rows[at];
    if (!top) return;
    this.header = header ?? (filled(top) > 0 && top.texts >= filled(top) / 2);
    this.skip = skip ?? top.number - 1;
    if (this.header) this.names = top.cells.map((cell) => cell ?? '');
    for (const row of rows.slice(this.header ? at + 1 : at)) await this.write(row);
  }

  private async write({ number, cells }: SheetRow): Promise<void> {
    while (this.names.length < cells.length) this.names.push('');
    const wait = this.out.add(number, cells, this.names);
    if (wait) await wait;
  }
}

const filled = ({ cells }: SheetRow) => cells.filter((cell) => cell !== null).length;

/** The first row that is filled like most rows are, so that titles above the table are passed. */
function headerPlace(rows: readonly SheetRow[]): number {
  const widths = rows.map(filled).sort((a, b) => a - b);
  const usual = widths[Math.floor(widths.length / 2)] ?? 0;
  return Math.max(
    0,
    rows.findIndex((row) => filled(row) >= Math.max(1, usual / 2) && row.texts >= filled(row) / 2),
  );
}

function findingsOf(sheet: SheetHandler, names: readonly string[]): Finding[] {
  const errors = [...sheet.errors].map(([column, count]): Finding => {
    const message = `${count} cells hold an error such as #N/A: taken as missing`;
    return { code: 'cellErrors', column: names[column] ?? `column_${column + 1}`, count, message };
  });
  const ofSheet = (code: Finding['code'], count: number, message: string): Finding[] =>
    count === 0 ? [] : [{ code, count, message: `${count} ${message}` }];
  return [
    ...errors,
    ...ofSheet(
      'formulasWithoutValue',
      sheet.formulas,
      'formulas have no kept value: taken as missing. Save the workbook in the program that calculates it.',
    ),
    ...ofSheet(
      'mergedCells',
      sheet.merged,
      'areas of merged cells: the value stands in the first cell of each, the others are empty',
    ),
  ];
}
