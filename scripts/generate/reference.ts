import type { Descriptor, TSchema } from '#sdk';
import type { QualityCheck } from '../../src/mining/quality/check.ts';
import { DIMENSION_STANDARDS, DIMENSION_TITLES } from '../../src/mining/quality/dimensions.ts';
import { SCORE_DEFINITION } from '../../src/mining/quality/score.ts';
import type { RuleTemplate } from '../../src/mining/rules/rule-template.ts';
import type { EventDescription } from '../../src/platform/events/index.ts';
import type { GeneratedFile } from './project.ts';

/** A TypeBox schema as a reader names it: `text`, `integer ≥ 1 ≤ 10`, `any | all | none`, `list of text`. */
export function typeName(schema: TSchema): string {
  if (schema.anyOf) return [...new Set((schema.anyOf as TSchema[]).map(typeName))].join(' or ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.type === 'array') return `list of ${typeName(schema.items as TSchema)}`;
  const bounds = [
    schema.minimum !== undefined ? ` ≥ ${schema.minimum}` : '',
    schema.exclusiveMinimum !== undefined ? ` > ${schema.exclusiveMinimum}` : '',
    schema.maximum !== undefined ? ` ≤ ${schema.maximum}` : '',
  ].join('');
  const name = schema['x-activity']
    ? 'activity'
    : schema['x-column']
      ? 'column'
      : schema.type === 'string'
        ? 'text'
        : schema.type;
  return `${name ?? 'value'}${bounds}`;
}

/** A table cell holds no line break and no bar. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function paramsCell({ params }: Pick<Descriptor, 'params'>): string {
  const lines = Object.entries(params.properties as Record<string, TSchema>).map(([name, schema]) => {
    const isOptional = !params.required?.includes(name) && schema.default === undefined;
    const fallback = schema.default === undefined ? '' : `, default \`${JSON.stringify(schema.default)}\``;
    const description = schema.description ? `: ${schema.description}` : '';
    return cell(`\`${name}\` (${typeName(schema)}${fallback}${isOptional ? ', optional' : ''})${description}`);
  });
  return lines.length === 0 ? '—' : lines.join('<br>');
}

/** The manual's table of one kind of plug-in. */
export function referenceTable(kind: string, descriptors: readonly Descriptor[]): GeneratedFile {
  const rows = descriptors.map(
    (descriptor) =>
      `| \`${descriptor.id}\` | ${cell(descriptor.title)} | ${cell(descriptor.summary)} | ${paramsCell(descriptor)} |`,
  );
  const title = `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
  const text = [
    `# ${title}`,
    '',
    '<!-- Written by `bun run generate` from the declarations in the source; do not edit. -->',
    '',
    '| id | title | what it does | parameters |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  return { path: `docs/reference/${kind}.md`, text };
}

/** The manual's table of the templates of rules: what each demands, of which cases, and what it makes of odd ones. */
export function rulesReference(templates: readonly RuleTemplate[]): GeneratedFile {
  const rows = templates.map(({ id, title, summary, meaning, params }) =>
    [`\`${id}\``, `${title}. ${summary}`, meaning.checked, meaning.violation, meaning.repeated, meaning.missing]
      .map(cell)
      .concat(paramsCell({ params }))
      .join(' | '),
  );
  const text = [
    '# Templates of rules',
    '',
    '<!-- Written by `bun run generate` from the declarations in the source; do not edit. -->',
    '',
    'Beside the parameters of its template every rule has `id`, `name`, `severity`, `group` and `weight`; see',
    '[what the conformance measures mean](../conformance.md).',
    '',
    '| template | what it demands | cases checked | a violation | repeated activities | missing values | parameters |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
  return { path: 'docs/reference/rules.md', text };
}

/** The manual's table of the checks of data quality, and of the rules of one's own. */
export function qualityReference(checks: readonly QualityCheck[]): GeneratedFile {
  const rowsOf = (use: QualityCheck['use']) =>
    checks
      .filter((check) => check.use === use)
      .map(({ id, title, summary, dimension, weight, zeroAt, source, params }) =>
        [`\`${id}\``, `${title}. ${summary}`, `${DIMENSION_TITLES[dimension]} (${DIMENSION_STANDARDS[dimension]})`]
          .concat(String(weight), String(zeroAt), source)
          .map(cell)
          .concat(paramsCell({ params }))
          .join(' | '),
      )
      .map((row) => `| ${row} |`);
  const head = [
    '| id | what counts as affected | dimension | weight | tolerance | source | parameters |',
    '|---|---|---|---|---|---|---|',
  ];
  const text = [
    '# Checks of data quality',
    '',
    '<!-- Written by `bun run generate` from the declarations in the source; do not edit. -->',
    '',
    SCORE_DEFINITION,
    '',
    ...[...head, ...rowsOf('always'), ''],
    '## Rules of your own',
    '',
    'Beside its parameters a rule has `id`, `name`, `severity`, `weight` and `zeroAt` (the tolerance).',
    '',
    ...[...head, ...rowsOf('rule'), ''],
  ].join('\n');
  return { path: 'docs/reference/quality.md', text };
}

/** The manual's page of events: when each happens, and what its payload says. */
export function eventsReference(events: Readonly<Record<string, EventDescription>>): GeneratedFile {
  const rows = Object.entries(events).map(([type, { summary, payload, emittedBy, passing }]) => {
    const more = emittedBy === null ? ' *Not told yet.*' : passing ? ' *Told in passing: only to who listens.*' : '';
    return `| \`${type}\` | ${cell(summary)}${more} | ${paramsCell({ params: payload })} |`;
  });
  const text = [
    '# Events',
    '',
    '<!-- Written by `bun run generate` from the declarations in the source; do not edit. -->',
    '',
    'Every event is `{ event_id, event_type, timestamp, source_service, correlation_id, payload }`: the same on the stream',
    '`/api/v1/events` and in the body of a webhook. `event_id` stays the same when an event is told again;',
    '`correlation_id` is the request or job that caused it. Payloads may get further fields.',
    '',
    '| type | when | payload |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  return { path: 'docs/reference/events.md', text };
}
