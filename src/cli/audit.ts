import { resolve } from 'node:path';
import { type AuditFilter, EXPORT_FORMATS, type ExportFormat, OUTCOMES } from '../features/audit/index.ts';
import type { AuditCommand, CheckpointAnswer } from '../operator-audit.ts';
import type { ChainReport, ProofReport } from '../platform/audit/index.ts';
import { answeringVerb, noAction } from './answering-verb.ts';
import { checkProofFile, witnessLines } from './audit-files.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { runOperator } from './open-appliance.ts';
import { EXIT, type Flags } from './verb.ts';

const about = {
  name: 'audit',
  summary: 'Verifies the audit log, exports it, and signs a checkpoint of it.',
  usage:
    'audit verify [--witness FILE …] | verify --export FILE [--key KEY] | export FILE [--format FORMAT] [FILTER …] | checkpoint [--data DIR] [--config FILE] [--json]',
  flags: [
    {
      flag: '--witness FILE',
      does: 'with verify: a file that holds checkpoints, among whatever else; may be repeated',
    },
    { flag: '--export FILE', does: 'with verify: checks an export with proof, without server and data folder' },
    { flag: '--key KEY', does: 'with --export: the public key of the server (base64), as it was noted before' },
    { flag: '--format FORMAT', does: `with export: ${EXPORT_FORMATS.join(', ')}; csv without` },
    { flag: '--overwrite', does: 'with export: replaces the file' },
    {
      flag: '--actor, --action, --object, --address, --outcome, --text, --from, --to',
      does: 'with export: only such rows',
    },
    ...PLACE_FLAGS,
  ],
  examples: [
    { call: 'audit verify', does: 'reads the whole chain; ends with 1 where something is wrong' },
    {
      call: 'audit checkpoint > checkpoints.txt',
      does: 'signs what is not signed yet; keep the file on another machine',
    },
    { call: 'audit verify --witness checkpoints.txt', does: 'the same, and against what was kept elsewhere' },
    {
      call: 'audit export audit.jsonl --format proof --from 2026-01-01T00:00:00Z',
      does: 'rows, checkpoints and the public key',
    },
    { call: 'audit verify --export audit.jsonl', does: 'checks that file, on any machine' },
  ],
};

const FILTERS = ['actor', 'action', 'object', 'address', 'outcome', 'text', 'from', 'to'] as const;
const options = {
  ...PLACE_OPTIONS,
  witness: { type: 'string', multiple: true },
  export: { type: 'string' },
  key: { type: 'string' },
  format: { type: 'string' },
  overwrite: { type: 'boolean' },
  json: { type: 'boolean' },
  ...Object.fromEntries(FILTERS.map((name) => [name, { type: 'string' as const }])),
} as const;

export default answeringVerb(about, { options }, async (flags, io) => {
  const proof = flags.values.export as string | undefined;
  if (flags.positionals[0] === 'verify' && proof !== undefined) {
    const report = await checkProofFile(proof, (flags.values.key as string | undefined) ?? null);
    return { document: report, text: proofText(report), exit: report.ok ? EXIT.ok : EXIT.problem };
  }
  const command = await commandOf(flags);
  if (typeof command === 'string') return command;
  const document = await runOperator(configOf(flags, io), command);
  const isBroken = command.action === 'verify' && !(document as ChainReport).ok;
  return { document, text: textOf(command, document), exit: isBroken ? EXIT.problem : EXIT.ok };
});

/** What is asked for, or what is wrong with the call. */
async function commandOf(flags: Flags): Promise<AuditCommand | string> {
  const { positionals, values } = flags;
  const [action, file] = positionals;
  if (action !== 'export') {
    if (file !== undefined) return `The argument "${file}" has no place here.`;
    if (action === 'checkpoint') return { do: 'audit', action };
    if (action !== 'verify') return noAction(action);
    return { do: 'audit', action, witnesses: await witnessLines((values.witness as string[] | undefined) ?? []) };
  }
  if (file === undefined) return 'Say where to write to: adit audit export FILE.';
  const format = (values.format as ExportFormat | undefined) ?? 'csv';
  if (!EXPORT_FORMATS.includes(format)) return `There is no format "${format}".`;
  const filter = Object.fromEntries(
    FILTERS.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
  if (filter.outcome !== undefined && !OUTCOMES.some((outcome) => outcome === filter.outcome))
    return `There is no outcome "${filter.outcome}".`;
  return {
    ...{ do: 'audit', action, file: resolve(file), overwrite: values.overwrite === true, format },
    filter: filter as AuditFilter,
  };
}

function textOf(command: AuditCommand, answer: unknown): string {
  if (command.action === 'verify') return chainText(answer as ChainReport, command.witnesses.length);
  if (command.action === 'export') {
    const { file, bytes } = answer as { file: string; bytes: number };
    return `${file}: ${bytes} bytes.\n`;
  }
  const { checkpoint, publicKey, keyId } = answer as CheckpointAnswer;
  if (!checkpoint) return 'The audit log is empty: there is nothing to sign.\n';
  const broken = checkpoint.sound ? '' : 'The rows below it were found broken: run "adit audit verify".\n';
  return `${checkpoint.line}\n${broken}Signed at ${checkpoint.at} for everything up to row ${checkpoint.seq}, with the key ${publicKey} (id ${keyId}).\n`;
}

function chainText({ ok, rows, checkpoints, removedUpTo, findings }: ChainReport, witnesses: number): string {
  const removed = removedUpTo > 0 ? ` Rows up to ${removedUpTo} were removed after their time.` : '';
  const against = witnesses > 0 ? `, ${count(witnesses, 'witnessed checkpoint')}` : '';
  const read = `${count(rows, 'row')}, ${count(checkpoints, 'checkpoint')}${against}.${removed}`;
  return ok ? `The audit log is whole: ${read}\n` : `The audit log is broken: ${read}\n${listText(findings)}`;
}

function proofText({ ok, rows, leftOut, checkpoints, keyId, findings }: ProofReport): string {
  const read = `${count(rows, 'row')} proved, ${leftOut} left out, ${count(checkpoints, 'checkpoint')}.`;
  const key =
    keyId === null ? '' : `Signed by the key ${keyId}: compare it with what "adit audit checkpoint" prints.\n`;
  return ok
    ? `The export is genuine: ${read}\n${key}`
    : `The export is not genuine: ${read}\n${listText(findings)}${key}`;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const listText = (findings: readonly { message: string }[]): string =>
  findings.map(({ message }) => `  ${message}\n`).join('');
