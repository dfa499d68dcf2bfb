import { invalid, type Static, Type } from '#sdk';
import { ColumnProfileSchema } from '../../engine/import/fingerprint.ts';
import { MappingInputSchema } from '../../engine/import/mapping.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import type { ColumnMapping, CreateColumnMapping } from './model.ts';

const FORMAT = 'adit.column-mapping';

/** A mapping as a file: what it says, and for which columns; nothing of the workspace in which it is kept. */
const ExchangedMapping = Type.Object(
  {
    format: Type.Literal(FORMAT),
    version: Type.Literal(1),
    name: Type.String({ minLength: 1, maxLength: 500 }),
    fingerprint: Type.Union([Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), Type.Null()]),
    profile: Type.Union([Type.Array(ColumnProfileSchema, { maxItems: 60_000 }), Type.Null()]),
    mapping: MappingInputSchema,
  },
  { additionalProperties: false },
);

export function exportText({ name, fingerprint, profile, mapping }: ColumnMapping): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, name, fingerprint, profile, mapping }, null, 2)}\n`;
}

/** Reads what {@link exportText} wrote, by hand or elsewhere. Faults: `columnMapping.noJson`, and where it is no mapping. */
export function readExported(text: string): Static<typeof CreateColumnMapping> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    invalid('columnMapping.noJson', 'The file is no JSON. Choose one that was saved here as a mapping.');
  }
  if ((value as { format?: unknown } | null)?.format !== FORMAT)
    invalid('columnMapping.noMapping', `The file is no kept mapping: it does not say "format": "${FORMAT}".`);
  const { name, fingerprint, profile, mapping } = checkParams(ExchangedMapping, value, '', 'mapping') as Static<
    typeof ExchangedMapping
  >;
  return { name, mapping, ...(fingerprint === null ? {} : { fingerprint }), ...(profile === null ? {} : { profile }) };
}
