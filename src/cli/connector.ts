import { AppError } from '#sdk';
import { importSettings } from '../assemble-settings.ts';
import { lookAtFile } from '../engine/connect/look-at-file.ts';
import type { Preview, TestOutcome } from '../features/connections/index.ts';
import type { ConnectorCommand, PreviewAsked, ShownConnection } from '../operator-connectors.ts';
import type { Config } from '../platform/config/index.ts';
import { answeringVerb, noAction } from './answering-verb.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { openLocal } from './local-connector.ts';
import { runOperator } from './open-appliance.ts';
import { minuteText, textTable } from './text-table.ts';
import { EXIT, exitCodeOf, type Flags } from './verb.ts';

const about = {
  name: 'connector',
  summary: 'Lists saved connections, tests one, and shows the first rows of what it leads to.',
  usage:
    'connector list | test NAME | preview NAME (--table T | --query Q | --file F) [--rows N] [--type TYPE --settings FILE] [--data DIR] [--config FILE] [--json]',
  flags: [
    { flag: '--table TABLE', does: 'preview: a table of the source' },
    { flag: '--query TEXT', does: 'preview: a query in its own language, SQL say; it reads only' },
    { flag: '--file PATH', does: 'preview: one of its files' },
    { flag: '--rows N', does: 'preview: so many at most, 1 to 200; 50 without' },
    {
      flag: '--type TYPE',
      does: 'in the place of NAME: a connector that nobody saved, as postgresql; no server is asked',
    },
    { flag: '--settings FILE', does: 'its settings, as TOML or JSON; keep the file private, it holds secrets' },
    ...PLACE_FLAGS,
  ],
  examples: [
    {
      call: 'connector test ERP',
      does: 'opens it as the server would; 0: it works, 3: not reached, 4: not allowed, 1: else',
    },
    {
      call: 'connector test --type postgresql --settings erp.toml',
      does: 'the same with settings from a file, without a server',
    },
    { call: 'connector preview ERP --table public.orders --rows 5', does: 'its first five rows' },
    {
      call: 'connector preview --type excel-folder --settings exports.toml --file 2024.xlsx',
      does: 'the first rows of a workbook, without a server',
    },
  ],
};

const options = {
  ...PLACE_OPTIONS,
  table: { type: 'string' },
  query: { type: 'string' },
  file: { type: 'string' },
  rows: { type: 'string' },
  type: { type: 'string' },
  settings: { type: 'string' },
} as const;

export default answeringVerb(about, { options }, async (flags, io) => {
  const asked = askedOf(flags);
  if (typeof asked === 'string') return asked;
  const loaded = configOf(flags, io);
  const document = asked.local ? await askLocal(asked, loaded.config) : await runOperator(loaded, asked.command);
  const exit = asked.action === 'test' ? exitOf(document as TestOutcome) : EXIT.ok;
  return { document, text: textOf(asked.action, document), exit };
});

type Asked =
  | { action: 'list' | 'test' | 'preview'; local: false; command: ConnectorCommand }
  | { action: 'test' | 'preview'; local: true; type: string; settings: string; preview: PreviewAsked };

/** What is asked for, or what is wrong with the call. */
function askedOf({ positionals, values }: Flags): Asked | string {
  const [action, connection] = positionals;
  const { table, query, file, type, settings, rows = '50' } = values as Record<string, string | undefined>;
  if (action !== 'list' && action !== 'test' && action !== 'preview') return noAction(action);
  if (action === 'list') {
    if (connection !== undefined) return `The argument "${connection}" has no place here.`;
    return { action, local: false, command: { do: 'connector', action } };
  }
  const isLocal = type !== undefined || settings !== undefined;
  if (isLocal && (type === undefined || settings === undefined)) return '--type and --settings belong together.';
  if (isLocal === (connection !== undefined)) return 'Say which connection: its name or id, or --type with --settings.';
  const chosen = [table, query, file].filter((one) => one !== undefined).length;
  if (chosen !== (action === 'preview' ? 1 : 0))
    return action === 'preview'
      ? 'Say one of them: --table, --query or --file.'
      : '--table, --query and --file belong to "preview".';
  if (!/^\d{1,3}$/.test(rows) || Number(rows) < 1 || Number(rows) > 200)
    return '--rows is a whole number from 1 to 200.';
  const what = {
    ...(table !== undefined && { table }),
    ...(query !== undefined && { query }),
    ...(file !== undefined && { file }),
  };
  const preview: PreviewAsked = { ...what, rows: Number(rows) };
  if (isLocal) return { action, local: true, type: type!, settings: settings!, preview };
  const command: ConnectorCommand =
    action === 'test'
      ? { do: 'connector', action, connection: connection! }
      : { do: 'connector', action, connection: connection!, ...preview };
  return { action, local: false, command };
}

/** The same without a server; a test that fails ends in its fault. */
async function askLocal(asked: Asked & { local: true }, config: Config): Promise<unknown> {
  const { host, target } = await openLocal(config, asked.type, asked.settings);
  if (asked.action === 'preview') {
    const { file, rows, ...part } = asked.preview;
    return file === undefined
      ? host.run(target, 'preview', { ...part, rows })
      : lookAtFile(host, target, { path: file, rows, limits: importSettings(config).limits });
  }
  const { server, details } = await host.run(target, 'check', {});
  return { passed: true, words: server, details, fault: null, code: null };
}

const exitOf = ({ passed, fault, code, words }: Pick<TestOutcome, 'passed' | 'fault' | 'code' | 'words'>): number =>
  passed || fault === null ? EXIT.ok : exitCodeOf(new AppError(fault, code ?? '', words));

function textOf(action: Asked['action'], answer: unknown): string {
  if (action === 'list') return listText(answer as ShownConnection[]);
  if (action === 'preview') return previewText(answer as Preview);
  const { passed, words, details } = answer as TestOutcome;
  return [passed ? `It works: ${words}` : `It failed: ${words}`, ...details.map((line) => `  ${line}`), '']
    .map(plain)
    .join('\n');
}

function listText(connections: readonly ShownConnection[]): string {
  if (connections.length === 0) return 'There are no connections.\n';
  const rows = connections.map(({ id, name, connector, passed, testedAt }) => [
    ...[id, plain(name), connector, passed === null ? 'not tested' : passed ? 'works' : 'failed'],
    testedAt === null ? '' : minuteText(testedAt),
  ]);
  return textTable([['ID', 'NAME', 'TYPE', 'STATE', 'LAST TEST (UTC)'], ...rows]);
}

const SHOWN_CHARS = 60;

function previewText({ columns, rows }: Preview): string {
  if (columns.length === 0) return 'There are no columns.\n';
  const cell = (value: unknown) => {
    const text = value === null ? '∅' : plain(String(value));
    return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS - 1)}…` : text;
  };
  return textTable([columns.map(({ name }) => cell(name)), ...rows.map((row) => row.map(cell))]);
}

/** What a source says may hold what a terminal obeys. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '·');
