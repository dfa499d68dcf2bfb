import { ACTIVITY, type TObject, type TSchema } from '#sdk';
import { readDuration } from '../../mining/log/duration-text.ts';
import type { OpenForm } from '../../platform/http/route.ts';
import { isChoice, isPairs, isSequence, isWords } from './param-fields.ts';

/**
 * The parameters that a form of `fieldsOf` was filled in with; empty fields are left out. What cannot be read as its type goes on as text, for
 * the schema to refuse with the right pointer.
 */
export function readParams(schema: TObject, form: OpenForm): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties as Record<string, TSchema>)) {
    const value = readParam(name, property, form);
    if (value !== undefined) params[name] = value;
  }
  return params;
}

function readParam(name: string, schema: TSchema, form: OpenForm): unknown {
  if (schema.type === 'array') return readList(name, schema, form);
  const sent = form[name]?.[0]?.trim();
  // A box that is not ticked sends nothing.
  if (schema.type === 'boolean') return sent === 'true' || undefined === sent ? sent === 'true' : sent;
  if (sent === undefined || sent === '') return undefined;
  if (name.endsWith('Ms')) return readDuration(sent) ?? sent;
  if (schema.type === 'integer' || schema.type === 'number')
    return /^-?\d+([.,]\d+)?$/.test(sent) ? Number(sent.replace(',', '.')) : sent;
  return sent;
}

function readList(name: string, schema: TSchema, form: OpenForm): unknown {
  if (isPairs(schema.items)) {
    const [from = [], to = []] = [form[`${name}.from`], form[`${name}.to`]];
    const pairs = from
      .map((start, i) => ({ from: start, to: to[i] ?? '' }))
      .filter((pair) => pair.from !== '' || pair.to !== '');
    return pairs.length > 0 ? pairs : undefined;
  }
  if (!(ACTIVITY in schema.items || isChoice(schema.items)))
    return readWritten(schema.items, form[name]?.[0]?.trim() ?? '');
  const sent = form[name] ?? [];
  // A tick says even the empty name of a missing activity; an empty row of an order says nothing.
  const kept = isSequence(schema) ? sent.filter((value) => value !== '') : sent;
  return kept.length > 0 ? kept : undefined;
}

/** A list that was written into one field. What is no JSON goes on as text, for the schema to refuse. */
function readWritten(items: TSchema, text: string): unknown {
  if (text === '') return undefined;
  if (isWords(items)) return text.split(/\s*\n\s*/).filter((line) => line !== '');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
