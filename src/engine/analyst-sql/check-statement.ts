import { EXPRESSIONS, FUNCTIONS, NODES, TABLE_FUNCTIONS, TYPES, VALUE_WORDS, WINDOWS } from './allowed.ts';
import type { Node } from './parsed.ts';
import { at, wrong } from './statement-faults.ts';

/** The names that statements see. */
export interface Vocabulary {
  /** Names of the views. */
  readonly views: ReadonlySet<string>;
  /** Names of their columns, in small letters. */
  readonly columns: ReadonlySet<string>;
  /** Names that mean something in any database, in small letters: no part of a statement may take them. */
  readonly reserved: ReadonlySet<string>;
}

/** What a statement reads. */
export interface Needs {
  readonly views: ReadonlySet<string>;
  /** Names that may mean a column, in small letters; null: it may read any column. */
  readonly columns: ReadonlySet<string> | null;
}

/**
 * Refuses a parsed statement unless each of its parts is known and let through: relations are the two views and what the
 * statement defines in WITH, functions, operators and types are those of the lists. Tells what it reads of the views.
 */
export function checkStatement(tree: Node, statement: string, vocabulary: Vocabulary): Needs {
  const check = new Check(statement, vocabulary);
  check.defined(tree);
  check.walk(tree);
  return check.needs();
}

const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/i;
/** Catalogues of databases, whether this one has them or not. */
const OF_DATABASES = /^(duckdb|pragma|sqlite|information|pg)_/i;
const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null;
const text = (x: unknown): string => (typeof x === 'string' ? x : '');

class Check {
  readonly #views = new Set<string>();
  readonly #columns = new Set<string>();
  /** Names that stand alone where a column may stand, and names of relations: one that is both means whole rows. */
  readonly #alone = new Set<string>();
  readonly #relations = new Set<string>();
  #readsAll = false;
  readonly #statement: string;
  readonly #vocabulary: Vocabulary;
  readonly #defined = new Set<string>();

  constructor(statement: string, vocabulary: Vocabulary) {
    this.#statement = statement;
    this.#vocabulary = vocabulary;
  }

  needs(): Needs {
    const wholeRows = [...this.#alone].some((name) => this.#relations.has(name));
    return { views: this.#views, columns: this.#readsAll || wholeRows ? null : this.#columns };
  }

  /** Collects the names of WITH. Where one is out of scope, DuckDB finds nothing: they mean nothing in the database. */
  defined(node: unknown): void {
    if (!isNode(node)) return;
    const map = isNode(node.cte_map) ? (node.cte_map.map as readonly Node[]) : [];
    for (const { key } of map ?? []) this.#define(text(key));
    for (const part of Object.values(node)) this.defined(part);
  }

  #define(name: string): void {
    if (!PLAIN_NAME.test(name) || OF_DATABASES.test(name) || this.#vocabulary.reserved.has(name.toLowerCase()))
      wrong(
        'name',
        `WITH cannot define "${shortened(name)}". Take a name of plain letters, digits and _ that is free.`,
      );
    this.#defined.add(name.toLowerCase());
  }

  walk(node: unknown): void {
    if (Array.isArray(node)) {
      for (const part of node) this.walk(part);
      return;
    }
    if (!isNode(node)) return;
    if (node.sample)
      this.#refuse(node, 'sample', 'TABLESAMPLE cannot be used: the same question has to have the same answer.');
    if (typeof node.class === 'string') this.#expression(node);
    else if (typeof node.type === 'string') this.#part(node);
    // Values and types hold no parts of the statement.
    if (node.class === 'CONSTANT') return;
    for (const [name, part] of Object.entries(node))
      if (!name.endsWith('_type') && name !== 'expected_types') this.walk(part);
  }

  #expression(node: Node): void {
    const { class: kind, type } = node;
    if (!EXPRESSIONS[text(kind)]?.has(text(type)))
      this.#refuse(node, 'expression', `${phrase(text(kind))} cannot be used.`);
    if (kind === 'FUNCTION') this.#function(node, FUNCTIONS);
    else if (kind === 'WINDOW') this.#function(node, new Set([...FUNCTIONS, ...WINDOWS]));
    else if (kind === 'CAST') this.#type(node, node.cast_type);
    else if (kind === 'COLUMN_REF') this.#column(node);
    else if (kind === 'STAR') this.#readsAll = true;
  }

  #function(node: Node, known: ReadonlySet<string>): void {
    const name = text(node.function_name).toLowerCase();
    const plain = text(node.catalog) === '' && (text(node.schema) === '' || node.schema === 'main');
    if (!plain || !known.has(name)) this.#refuse(node, 'function', `The function ${shortened(name)} cannot be used.`);
  }

  /** A type, and those that it is made of. */
  #type(node: Node, type: unknown): void {
    if (!isNode(type)) return;
    if (typeof type.id === 'string') {
      const info = isNode(type.type_info) ? type.type_info : {};
      const unbound = type.id === 'UNBOUND';
      const name = (unbound ? text(info.name) : type.id).toLowerCase();
      if (!TYPES.has(name) || (unbound && (text(info.catalog) !== '' || text(info.schema) !== '')))
        this.#refuse(node, 'type', `The type ${shortened(name)} cannot be used.`);
    }
    for (const part of Object.values(type)) this.#type(node, part);
  }

  #column(node: Node): void {
    const names = (node.column_names as readonly string[]).map((name) => name.toLowerCase());
    for (const name of names) this.#columns.add(name);
    const [only] = names;
    if (names.length > 1) return;
    this.#alone.add(only!);
    if (!VALUE_WORDS.has(only!) || this.#vocabulary.columns.has(only!)) return;
    this.#refuse(
      node,
      'function',
      `${only} cannot be used: the same question has to have the same answer to everybody.`,
    );
  }

  #part(node: Node): void {
    const type = text(node.type);
    if (!NODES.has(type)) this.#refuse(node, 'clause', `${phrase(type)} cannot be used.`);
    // A row as a whole, by the name of its relation.
    if (typeof node.alias === 'string' && node.alias !== '') this.#relations.add(node.alias.toLowerCase());
    if (type === 'BASE_TABLE') this.#table(node);
    else if (type === 'TABLE_FUNCTION') this.#tableFunction(node);
    else if (type === 'JOIN') this.#join(node);
  }

  #table(node: Node): void {
    const name = text(node.table_name).toLowerCase();
    const plain = text(node.catalog_name) === '' && text(node.schema_name) === '' && !node.at_clause;
    const isView = this.#vocabulary.views.has(name);
    if (!plain || !(isView || this.#defined.has(name)))
      this.#refuse(
        node,
        'table',
        `There is no table "${shortened(text(node.table_name))}". There are events and cases.`,
      );
    this.#relations.add(name);
    if (isView) this.#views.add(name);
  }

  #tableFunction(node: Node): void {
    const called = isNode(node.function) ? node.function : {};
    const name = text(called.function_name).toLowerCase();
    if (called.class !== 'FUNCTION' || !TABLE_FUNCTIONS.has(name))
      this.#refuse(called, 'function', `The function ${shortened(name)} cannot be used as a table.`);
  }

  #join(node: Node): void {
    for (const name of node.using_columns as readonly string[]) this.#columns.add(name.toLowerCase());
    if (node.ref_type === 'NATURAL' || node.ref_type === 'POSITIONAL') this.#readsAll = true;
  }

  #refuse(node: Node, code: string, message: string): never {
    const place = typeof node.query_location === 'number' ? at(this.#statement, node.query_location) : null;
    return wrong(code, message, place);
  }
}

const MOST_SHOWN = 60;
const shortened = (name: string): string => (name.length > MOST_SHOWN ? `${name.slice(0, MOST_SHOWN)}…` : name);
const phrase = (type: string): string =>
  ({ SHOW_REF: 'SHOW, DESCRIBE or SUMMARIZE', PARAMETER: 'A parameter ($1, ?)' })[type] ?? type.replaceAll('_', ' ');
