import { invalid } from '#sdk';

/** A query in GraphQL that reads only, and what it lets be filled in. */
export interface GraphqlDocument {
  readonly text: string;
  /** Names of its variables. */
  readonly variables: ReadonlySet<string>;
}

/** What a reading fills in by itself. */
const FILLED = ['first', 'after', 'since'];
/** More signs than any query needs, and few enough that reading it takes no time. */
const MOST_TOKENS = 20_000;

/** Checks that a document is one query: mutations and subscriptions are refused, and so is what needs more variables than we know. */
export async function readDocument(text: string): Promise<GraphqlDocument> {
  const { parse, Kind } = await import('graphql');
  let definitions: ReturnType<typeof parse>['definitions'];
  try {
    ({ definitions } = parse(text, { noLocation: true, maxTokens: MOST_TOKENS }));
  } catch (error) {
    return refused(`it is no GraphQL (${(error as Error).message.split('\n')[0]})`);
  }
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1) return refused('it is not exactly one query');
  const other = definitions.find(({ kind }) => kind !== Kind.OPERATION_DEFINITION && kind !== Kind.FRAGMENT_DEFINITION);
  if (other) return refused('it defines types');
  if (operation.operation !== 'query') return refused(`it is a ${operation.operation}, and connections only read`);
  const variables = new Set<string>();
  for (const { variable, type, defaultValue } of operation.variableDefinitions ?? []) {
    const { value: name } = variable.name;
    variables.add(name);
    if (type.kind === Kind.NON_NULL_TYPE && !defaultValue && !FILLED.includes(name))
      return refused(`nobody fills in $${name}; only $first, $after and $since are`);
  }
  return { text, variables };
}

const refused = (why: string): never =>
  invalid('connector.notReading', `The query cannot be asked: ${why}.`, [{ pointer: '/query', message: why }]);
