import { PERMISSIONS, type Permission } from '../../platform/access/permissions.ts';
import { noteOf, type Schema, type SchemaRow, sampleOf, schemaRows, typeOf } from './schema-rows.ts';

/** One address with one method, as the page shows it. */
export interface Operation {
  /** Place on the page. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Null: open to everybody. */
  readonly permission: { readonly name: string; readonly allows: string } | null;
  readonly parameters: readonly Parameter[];
  readonly body: readonly SchemaRow[] | null;
  readonly answer: { readonly status: string; readonly rows: readonly SchemaRow[]; readonly streams: boolean };
  readonly curl: string;
}

export interface Parameter {
  readonly name: string;
  readonly place: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

export interface OperationGroup {
  readonly tag: string;
  /** Place on the page. */
  readonly id: string;
  readonly operations: readonly Operation[];
}

interface Content {
  readonly [type: string]: { readonly schema: Schema; readonly example?: unknown };
}
interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly 'x-permission': Permission | 'public';
  readonly 'x-example-query'?: Readonly<Record<string, string>>;
  readonly parameters: readonly { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** The OpenAPI document, as tables: by tag, and within a tag by address. */
export function operationGroups(document: { readonly paths?: unknown }): OperationGroup[] {
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(document.paths as Record<string, Record<string, Described>>)) {
    for (const [method, described] of Object.entries(methods)) {
      const tag = described.tags[0] ?? '';
      groups.set(tag, [...(groups.get(tag) ?? []), operationOf(method.toUpperCase(), path, described)]);
    }
  }
  const byAddress = (a: Operation, b: Operation) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, operations]) => ({
      ...{ tag, id: `tag-${tag.replaceAll(' ', '-')}`, operations: operations.sort(byAddress) },
    }));
}

function operationOf(method: string, path: string, described: Described): Operation {
  const permission = described['x-permission'];
  const [status = '', success] = Object.entries(described.responses)[0] ?? [];
  const [answerType, answer] = Object.entries(success?.content ?? {})[0] ?? [];
  const sent = Object.entries(described.requestBody?.content ?? {})[0];
  return {
    ...{ id: described.operationId, method, path, summary: described.summary },
    permission: permission === 'public' ? null : { name: permission, allows: PERMISSIONS[permission] },
    parameters: described.parameters.map((p) => ({
      ...{ name: p.name, place: p.in, type: typeOf(p.schema), required: p.required },
      description: noteOf({ description: p.description, ...p.schema }),
    })),
    body: sent ? schemaRows(sent[1].schema) : null,
    answer: { status, rows: answer ? schemaRows(answer.schema) : [], streams: answerType === 'text/event-stream' },
    curl: curlOf(method, path, described, sent),
  };
}

/** A command that works once `$ADIT` and `$TOKEN` are set. */
function curlOf(
  method: string,
  path: string,
  described: Described,
  sent: [string, Content[string]] | undefined,
): string {
  const headers = described.parameters.filter((p) => p.in === 'header' && p.required).map((p) => `-H '${p.name}: "1"'`);
  const query = new URLSearchParams(described['x-example-query'] ?? requiredQuery(described)).toString();
  const parts = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "$ADIT${path}${query ? `?${query}` : ''}"`,
    ...(described['x-permission'] === 'public' ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...headers,
    ...(sent ? [`-H 'Content-Type: ${sent[0]}'`, ...dataOf(sent)] : []),
  ];
  return parts.join(' \\\n  ');
}

const requiredQuery = (described: Described): Record<string, string> =>
  Object.fromEntries(
    described.parameters.filter((p) => p.in === 'query' && p.required).map((p) => [p.name, String(sampleOf(p.schema))]),
  );

function dataOf([type, { schema, example }]: [string, Content[string]]): string[] {
  if (type !== 'application/json') return ['--data-binary @FILE'];
  const body = JSON.stringify(example ?? sampleOf(schema), null, 2);
  // Within single quotes a shell takes everything as it is, but for the quote itself.
  return [`-d '${body.replaceAll("'", `'\\''`)}'`];
}
