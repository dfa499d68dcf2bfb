import { AppError } from '#sdk';
import type { HeldAs, RowTable, XesColumn } from './row-table.ts';
import type { XesLimits } from './xes-limits.ts';
import { pathName } from './xes-path.ts';
import type { XesType } from './xes-types.ts';

export type XesScope = 'trace' | 'event';

/** Names that mean something to the reader itself. */
export const CONCEPT_NAME = 'concept:name';
export const TIMESTAMP = 'time:timestamp';
/** Attributes that are read as text whatever their type, because codes are wanted of them. */
const NAMES: ReadonlySet<string> = new Set([
  ...[CONCEPT_NAME, 'concept:instance', 'org:resource', 'org:role', 'org:group', 'lifecycle:transition'],
]);

/** What is done with a value of this attribute. */
export type Reading = 'text' | 'int' | 'float' | 'boolean' | 'date' | 'dateText';

/** One attribute of one scope in one type: where its values go. */
export class XesSlot {
  readonly scope: XesScope;
  /** The keys that lead to it (xes-path.ts), and as people read them. */
  readonly path: string;
  readonly key: string;
  readonly type: XesType;
  readonly reading: Reading;
  readonly table: RowTable;
  /** `concept:name` of the element itself. */
  readonly isName: boolean;
  /** `time:timestamp` of an event. */
  readonly isTime: boolean;
  /** Where values go; made with the first one. */
  column: XesColumn | null = null;

  constructor(scope: XesScope, path: string, type: XesType, table: RowTable) {
    this.scope = scope;
    this.path = path;
    this.key = pathName(path);
    this.type = type;
    this.reading = reading(scope, path, type);
    this.table = table;
    this.isName = path === CONCEPT_NAME;
    this.isTime = scope === 'event' && path === TIMESTAMP;
  }
}

/** The slots of a file, each made once, and the columns that they share. */
export class XesSlots {
  private readonly slots = {
    trace: new Map<XesType, Map<string, XesSlot>>(),
    event: new Map<XesType, Map<string, XesSlot>>(),
  };
  private readonly columns = new Map<string, XesColumn>();
  private readonly keys = new Set<string>();
  private readonly tables: Record<XesScope, RowTable>;
  private readonly limits: XesLimits;

  constructor(tables: Record<XesScope, RowTable>, limits: XesLimits) {
    this.tables = tables;
    this.limits = limits;
  }

  /** Faults: `import.tooManyColumns`, `import.keyTooLong`. */
  slot(scope: XesScope, path: string, type: XesType): XesSlot {
    const ofType = this.slots[scope].get(type) ?? new Map<string, XesSlot>();
    const known = ofType.get(path);
    if (known) return known;
    this.admit(scope, path);
    const made = new XesSlot(scope, path, type, this.tables[scope]);
    this.slots[scope].set(type, ofType.set(path, made));
    return made;
  }

  /** The column of a slot, shared by all slots that hold their values alike. */
  column(slot: XesSlot, heldAs: HeldAs, bigIntegers = false): XesColumn {
    const id = `${slot.scope} ${heldAs} ${bigIntegers} ${slot.path}`;
    let column = this.columns.get(id);
    if (!column) {
      column = slot.table.add(slot.path, heldAs, bigIntegers);
      this.columns.set(id, column);
    }
    column.types.add(slot.type);
    return column;
  }

  private admit(scope: XesScope, path: string): void {
    const key = pathName(path);
    const shown = key.slice(0, 100);
    if (key.length > this.limits.keyLength) {
      const message = `An attribute key is longer than ${this.limits.keyLength} characters, with the keys of its parents: "${shown}…".`;
      throw new AppError('too_large', 'import.keyTooLong', message);
    }
    this.keys.add(`${scope} ${path}`);
    if (this.keys.size <= this.limits.columns) return;
    const message = `The log has more than ${this.limits.columns} different attributes ("${shown}" is one too many). Are values written as keys?`;
    throw new AppError('too_large', 'import.tooManyColumns', message);
  }
}

function reading(scope: XesScope, path: string, type: XesType): Reading {
  if (NAMES.has(path)) return 'text';
  if (scope === 'event' && path === TIMESTAMP && (type === 'string' || type === 'id')) return 'dateText';
  if (type === 'date' || type === 'int' || type === 'float' || type === 'boolean') return type;
  return 'text';
}
