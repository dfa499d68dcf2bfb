import { SECRET, type TObject, type TSchema } from '#sdk';
import type { OpenForm } from '../../platform/http/route.ts';
import type { Words } from '../../platform/text/words.ts';
import { type FieldView, fieldsOf, NO_PICKS, readParams } from '../workbench/index.ts';

type Settings = Readonly<Record<string, unknown>>;

/** A field for a setting; of a secret that is kept, `removable` names the box that removes it. */
export interface SettingField extends FieldView {
  readonly removable: string | null;
  readonly autocomplete?: string;
  readonly plain: true;
}

/** Texts that may be longer than this have several lines: certificates, say. */
const LONG_TEXT = 4000;
const REMOVE = 'remove:';

/** The form of a connector's settings, from its one schema. Secrets are never filled in; those that are kept say so. */
export function settingFields(
  schema: TObject,
  values: Settings,
  of: { kept: readonly string[]; errors: ReadonlyMap<string, string> },
  words: Words,
): SettingField[] {
  const { t } = words;
  return fieldsOf(schema, values, of.errors, NO_PICKS, words).map((field) => {
    const property = schema.properties[field.name] as TSchema;
    const isKept = of.kept.includes(`/${field.name}`);
    const base = {
      ...field,
      removable: null,
      plain: true as const,
      ...sizeOf(property),
      optional: isOptional(property),
    };
    if (property[SECRET] === undefined) return base;
    return {
      ...{ ...base, value: '', autocomplete: 'off', type: property[SECRET] === 'lines' ? 'textarea' : 'password' },
      hint: isKept ? `${field.hint} ${t('It is kept. Leave it empty to keep it, or type another.')}` : field.hint,
      removable: isKept && isOptional(property) ? `${REMOVE}${field.name}` : null,
    };
  });
}

const isOptional = ({ default: preset, minLength }: TSchema): boolean => preset === '' && !minLength;

function sizeOf({ type, maxLength }: TSchema): { type?: string; maxlength?: number } {
  if (type !== 'string' || maxLength === undefined) return {};
  return { maxlength: maxLength, ...(maxLength > LONG_TEXT && { type: 'textarea' }) };
}

/** What was filled in. Secrets are taken to the letter, blanks among them; one that shall be removed is null. */
export function readSettings(schema: TObject, form: OpenForm): Record<string, unknown> {
  const settings = readParams(schema, form);
  for (const [name, property] of Object.entries(schema.properties as Record<string, TSchema>)) {
    if (property[SECRET] === undefined) continue;
    const typed = form[name]?.[0] ?? '';
    if (typed !== '') settings[name] = property[SECRET] === 'lines' ? typed.replaceAll('\r\n', '\n') : typed;
    else if (form[`${REMOVE}${name}`]?.[0] === 'true') settings[name] = null;
  }
  return settings;
}
