import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { invalid } from '#sdk';
import { XES_LIMITS } from '../../mining/formats/xes/xes-limits.ts';
import { XesReader } from '../../mining/formats/xes/xes-reader.ts';
import { checkTimeZone } from '../../mining/log/time-zones.ts';
import { zoneOffsets } from '../../mining/log/zone-offsets.ts';
import type { Anonymity } from './anonymity.ts';
import type { NamedFile } from './csv-text.ts';
import { interruptible } from './import-faults.ts';
import { DEFAULT_LIMITS, type Finding, type ImportLimits, type RejectPolicy } from './import-job.ts';
import type { ColumnMapping } from './mapping.ts';
import { removesValues } from './private-cells.ts';
import { type PeopleOptions, privateXes } from './private-xes.ts';
import { Quarantine } from './quarantine.ts';
import { RawTable } from './raw-table.ts';
import { ofFile } from './several-files.ts';
import { stageXes } from './stage-xes.ts';
import type { Rejected, StagedLog } from './staged-log.ts';
import { type UnpackLimits, unpackedChunks } from './unpacked-chunks.ts';
import { brokenPromises, columnsByKey, declaredClassifiers, readingFindings, untimedEvents } from './xes-findings.ts';

export interface ReadXesOptions {
  /** File for refused events. */
  quarantine: string;
  /** How people call the file; by default as its path ends. */
  name?: string | undefined;
  /** Files whose traces stand behind its own: those of one name are one case. */
  more?: readonly NamedFile[] | undefined;
  limits?: Pick<ImportLimits, 'maxColumns'> & UnpackLimits;
  /** IANA zone of timestamps without one, and of days; null: naive timestamps are a question (`import.needsTimeZone`). */
  zone?: string | null;
  rejects?: RejectPolicy;
  /** What was decided about people; absent: nothing. */
  people?: PeopleOptions;
  signal?: AbortSignal;
  onProgress?(share: number): void;
}

export interface XesResult {
  staged: StagedLog;
  /** Events in the file, and those accepted: `read = accepted + rejected.count`. */
  read: number;
  accepted: number;
  /** Refused events; the file (null: none was refused) has one JSON object a line. */
  rejected: { count: number; sample: readonly Rejected[]; file: string | null };
  findings: readonly Finding[];
  /** The attributes about which was decided, now or by loads before, and what. */
  decided: readonly ColumnMapping[];
  /** Under the attributes that were called quasi-identifiers; null: there are none. */
  anonymity: Anonymity | null;
}

/** Share of the work that reading is; the rest turns codes into columns. */
const READING = 0.85;

/**
 * Reads an XES file, gzipped or not, in one pass into a staged log. Values keep their type; one that is wrong puts its
 * event into quarantine. Nested attributes are columns `parent.child` (see XesInterpreter).
 *
 * Faults: `import.needsTimeZone`, `import.unknownTimeZone`, `import.notXes`, `import.xmlNotWellFormed`,
 * `import.xmlDoctype`, `import.xmlTooDeep`, `import.xmlTooLong`, `import.tooManyXmlAttributes`, `import.tooManyColumns`,
 * `import.keyTooLong`, `import.unknownEncoding`, `import.notUtf8`, `import.damagedGzip`, `import.gzipBomb`,
 * `import.tooManyActivities`, `import.noEvents`, `import.unknownColumn`, `import.privacyAction`, `import.undecidedPerson`, `import.nothingAccepted`, `import.badRow`, `import.tooManyBadRows`,
 * `import.cancelled`.
 * @param connection of an in-memory DuckDB without tables `staged` and `staged_cases`; it reads no file itself
 */
export async function readXes(connection: DuckDBConnection, path: string, options: ReadXesOptions): Promise<XesResult> {
  if (options.zone) checkTimeZone(options.zone);
  const quarantine = new Quarantine(
    options.quarantine,
    removesValues([...(options.people?.decided ?? []), ...(options.people?.standing?.columns ?? [])]),
  );
  return interruptible(connection, options.signal, async () => {
    try {
      return await read(connection, path, options, quarantine);
    } finally {
      await quarantine[Symbol.asyncDispose]();
    }
  });
}

async function read(
  connection: DuckDBConnection,
  path: string,
  options: ReadXesOptions,
  quarantine: Quarantine,
): Promise<XesResult> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const refused: Rejected[] = [];
  const reader = new XesReader({
    limits: { ...XES_LIMITS, columns: limits.maxColumns },
    zone: options.zone ? zoneOffsets(options.zone) : null,
    onReject: (rejected) => refused.push(rejected),
  });
  const { rows } = reader;
  const events = new RawTable(connection, 'xes_events', rows.events);
  const traces = new RawTable(connection, 'xes_traces', rows.traces);
  const drain = async () => {
    for (;;) {
      const progress = reader.advance();
      for (const one of refused) await quarantine.add([one], { text: '' });
      if (quarantine.rows > 0 && options.rejects?.stop === 'first') badRow(quarantine.first[0]!);
      refused.length = 0;
      if (progress === 'more') return;
      if (rows.events.full) await events.flush();
      if (rows.traces.full) await traces.flush();
    }
  };
  const files = [{ path, name: options.name ?? basename(path) }, ...(options.more ?? [])];
  const readFile = async (file: string, done: number) => {
    for await (const { bytes, share } of unpackedChunks(file, limits)) {
      options.signal?.throwIfAborted();
      reader.push(bytes);
      await drain();
      options.onProgress?.(((done + share) / files.length) * READING);
    }
    reader.end();
    await drain();
  };
  if (files.length === 1) await readFile(path, 0);
  else
    for (const [i, file] of files.entries()) {
      if (i > 0) reader.nextDocument();
      quarantine.file = file.name;
      await ofFile(file.name, () => readFile(file.path, i));
    }
  await quarantine[Symbol.asyncDispose]();
  judge(reader, quarantine, options.rejects);
  await events.finish();
  await traces.finish();
  const result = await finish(connection, reader, events, traces, options);
  options.onProgress?.(1);
  const file = quarantine.rows > 0 ? quarantine.path : null;
  const rejected = { count: rows.rejected, sample: quarantine.first, file };
  return { ...result, read: rows.read, accepted: rows.accepted, rejected };
}

async function finish(
  connection: DuckDBConnection,
  { header, rows }: XesReader,
  events: RawTable,
  traces: RawTable,
  options: ReadXesOptions,
): Promise<Pick<XesResult, 'staged' | 'findings' | 'anonymity' | 'decided'>> {
  const overwritten = rows.events.overwritten + rows.traces.overwritten;
  if (overwritten > 0) {
    rows.findings.add(
      'repeatedKeys',
      null,
      'A key stood twice in one event or trace: the later value was taken.',
      overwritten,
    );
  }
  const someUnused = rows.rejected + overwritten > 0 || rows.droppedTraces > 0;
  const read = { ...(await stageXes(connection, events, traces, someUnused)), anonymity: null, decided: [] };
  const { columns, sources, mergedTraces, anonymity, decided } = options.people
    ? await privateXes(connection, read, options.people)
    : read;
  if (mergedTraces > 0) {
    const message =
      'Traces with the name of an earlier one were joined to it: one name is one case. Of their attributes the first value was taken.';
    rows.findings.add('mergedTraces', null, message, mergedTraces);
  }
  const keyed = columnsByKey(columns, sources);
  const { classifiers, declared, findings } = declaredClassifiers(header, keyed);
  const instance = keyed.event.get('concept:instance');
  const staged: StagedLog = {
    connection,
    columns,
    instanceId: instance?.id ?? null,
    classifiers,
    zone: options.zone ?? 'UTC',
    inOrder: true,
    declarations: {
      ...{ attributes: header.attributes, extensions: header.extensions, globals: header.globals },
      ...{ classifiers: declared, columns: sources },
    },
  };
  const checked = [
    ...findings,
    ...(await untimedEvents(connection)),
    ...(await brokenPromises(connection, header, keyed)),
  ];
  return { staged, anonymity, decided, findings: [...readingFindings(rows.findings.list()), ...checked] };
}

/** Refuses a file of which nothing is left, and applies the policy on refused events. */
function judge({ rows }: XesReader, quarantine: Quarantine, policy: RejectPolicy = { stop: 'never' }): void {
  if (rows.read === 0) invalid('import.noEvents', 'The log holds no event: there is nothing to import.');
  if (rows.rejected === 0) return;
  const first = quarantine.first[0]!;
  if (rows.accepted === 0) {
    const message = `None of the ${rows.read} events can be taken; nothing was imported. ${reasonOf(first)}`;
    invalid('import.nothingAccepted', message, details(quarantine));
  }
  if (policy.stop !== 'share' || rows.rejected <= rows.read * policy.above) return;
  const share = `${rows.rejected} of ${rows.read} events cannot be taken, more than ${policy.above * 100} %; nothing was imported.`;
  invalid('import.tooManyBadRows', `${share} ${reasonOf(first)}`, details(quarantine));
}

function badRow(first: Rejected): never {
  return invalid('import.badRow', `An event cannot be taken; nothing was imported. ${reasonOf(first)}`, [
    detail(first),
  ]);
}

/** Whoever sees the job reads this: values stand in the details alone, and with the refused rows. */
const reasonOf = ({ file, line, column, reason }: Rejected) =>
  `${file === undefined ? '' : `Of "${file}": `}Line ${line}${column === null ? '' : `, "${column}"`}: ${reason}.`;

const detail = ({ line, value, reason, column }: Rejected) => ({
  line,
  ...(value === null ? {} : { value }),
  message: column === null ? reason : `"${column}": ${reason}`,
});

const details = (quarantine: Quarantine) => quarantine.first.slice(0, 20).map(detail);
