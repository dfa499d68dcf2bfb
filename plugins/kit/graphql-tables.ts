import type { GraphQLField, GraphQLInputType, GraphQLObjectType, GraphQLOutputType, IntrospectionQuery } from 'graphql';
import { notUnderstood } from '#sdk';

/** A field of the root that gives records, with the document that reads it. */
export interface GraphqlTable {
  readonly name: string;
  readonly note: string;
  readonly document: string;
  /** What the document reads of a record: values, and the objects that hold them, which may be missing. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** Objects inside a record are read down to here; lists of objects are tables of their own, or queries. */
const LEVELS = 3;
const MOST_FIELDS = 1_000;
const MOST_TABLES = 1_000;

/** The fields of the root query that can be read without more being said: connections after Relay, and lists of objects. */
export async function graphqlTables(introspection: unknown, server: string): Promise<GraphqlTable[]> {
  const graphql = await import('graphql');
  try {
    const schema = graphql.buildClientSchema(introspection as IntrospectionQuery);
    const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
    return fields.slice(0, MOST_TABLES).flatMap((field) => tableOf(field, graphql) ?? []);
  } catch (error) {
    throw notUnderstood(server, `no description of its types (${(error as Error).message.slice(0, 200)})`);
  }
}

type Graphql = typeof import('graphql');
type Field = GraphQLField<unknown, unknown>;

function tableOf(field: Field, graphql: Graphql): GraphqlTable | null {
  if (needsMore(field, graphql)) return null;
  const type = graphql.getNullableType(field.type);
  const records = graphql.isListType(type) ? objectIn(type.ofType, graphql) : null;
  if (records) {
    const selection = selectionOf(records, graphql);
    if (selection === null) return null;
    const { text, columns } = selection;
    return tableFrom(field, records, { document: `query { ${field.name} ${text} }`, columns }, graphql);
  }
  const connection = graphql.isObjectType(type) ? connectionOf(type, graphql) : null;
  if (!connection) return null;
  const names = ['first', 'after'].filter((name) => field.args.some((arg) => arg.name === name));
  if (!names.includes('after')) return null;
  const variables = names.map((name) => `$${name}: ${typeText(field, name)}`).join(', ');
  const filled = names.map((name) => `${name}: $${name}`).join(', ');
  const { node, selection, columns } = connection;
  const document = `query (${variables}) { ${field.name}(${filled}) { ${selection} pageInfo { hasNextPage endCursor } } }`;
  return tableFrom(field, node, { document, columns }, graphql);
}

const typeText = ({ args }: Field, name: string): string =>
  String(args.find((arg) => arg.name === name)!.type satisfies GraphQLInputType);

/** Whether it demands arguments that nobody gave. */
const needsMore = ({ args }: Field, graphql: Graphql): boolean =>
  args.some((arg) => graphql.isRequiredArgument(arg) && !['first', 'after'].includes(arg.name));

function tableFrom(
  field: Field,
  node: GraphQLObjectType,
  read: Pick<GraphqlTable, 'document' | 'columns'>,
  graphql: Graphql,
): GraphqlTable {
  const id = node.getFields().id;
  const isKey = id !== undefined && graphql.isNonNullType(id.type) && graphql.isLeafType(id.type.ofType);
  return { ...read, name: field.name, note: node.name, key: isKey ? ['id'] : [] };
}

function connectionOf(
  type: GraphQLObjectType,
  graphql: Graphql,
): { node: GraphQLObjectType; selection: string; columns: readonly string[] } | null {
  const { nodes, edges, pageInfo } = type.getFields();
  if (!pageInfo) return null;
  const nodesType = nodes && graphql.getNullableType(nodes.type);
  const ofNodes = graphql.isListType(nodesType) ? objectIn(nodesType.ofType, graphql) : null;
  const edgesType = edges && graphql.getNullableType(edges.type);
  const edge = graphql.isListType(edgesType) ? objectIn(edgesType.ofType, graphql) : null;
  const node = ofNodes ?? (edge?.getFields().node ? objectIn(edge.getFields().node!.type, graphql) : null);
  const read = node && selectionOf(node, graphql);
  if (!read) return null;
  const { text, columns } = read;
  return { node, selection: ofNodes ? `nodes ${text}` : `edges { node ${text} }`, columns };
}

const objectIn = (type: GraphQLOutputType, graphql: Graphql): GraphQLObjectType | null => {
  const plain = graphql.getNullableType(type);
  return graphql.isObjectType(plain) ? plain : null;
};

/** Everything of an object that is a value, or an object of values; null: there is nothing. */
function selectionOf(
  type: GraphQLObjectType,
  graphql: Graphql,
  { level, budget } = { level: 1, budget: { fields: MOST_FIELDS } },
): { text: string; columns: readonly string[] } | null {
  const parts: string[] = [];
  const columns: string[] = [];
  for (const field of Object.values(type.getFields())) {
    if (budget.fields-- <= 0) break;
    if (field.args.some((arg) => graphql.isRequiredArgument(arg))) continue;
    const inner = objectIn(field.type, graphql);
    if (graphql.isLeafType(graphql.getNamedType(field.type))) {
      parts.push(field.name);
      columns.push(field.name);
    } else if (inner && level < LEVELS && !inner.getFields().pageInfo) {
      const selection = selectionOf(inner, graphql, { level: level + 1, budget });
      if (!selection) continue;
      parts.push(`${field.name} ${selection.text}`);
      columns.push(field.name, ...selection.columns.map((name) => `${field.name}.${name}`));
    }
  }
  return parts.length > 0 ? { text: `{ ${parts.join(' ')} }`, columns } : null;
}
