import { AppError } from '#sdk';
import type { HeldAs, RowTable, XesColumn } from './row-table.ts';
import type { XesLimits } from './xes-limits.ts';

/** The attribute types of the standard; `list` and `container` (its name since 2014) hold others. */
export type XesType = 'string' | 'date' | 'int' | 'float' | 'boolean' | 'id' | 'list' | 'container';
const TYPES: ReadonlySet<string> = new Set<XesType>([
  ...(['string', 'date', 'int', 'float', 'boolean', 'id', 'list', 'container'] as const),
]);
export const isXesType = (name: string): name is XesType => TYPES.has(name);

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
  readonly key: string;
  readonly reading: Reading;
  readonly table: RowTable;
  /** `concept:name` of the element itself. */
  readonly isName: boolean;
  /** `time:timestamp` of an event. */
  readonly isTime: boolean;
  /** Where values go; made with the first one. */
  column: XesColumn | null = null;

  constructor(scope: XesScope, key: string, reading: Reading, table: RowTable) {
    this.scope = scope;
    this.key = key;
    this.reading = reading;
    this.table = table;
    this.isName = key === CONCEPT_NAME;
    this.isTime = scope === 'event' && key === TIMESTAMP;
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
  slot(scope: XesScope, key: string, type: XesType): XesSlot {
    const ofType = this.slots[scope].get(type) ?? new Map<string, XesSlot>();
    const known = ofType.get(key);
    if (known) return known;
    this.admit(scope, key);
    const made = new XesSlot(scope, key, reading(scope, key, type), this.tables[scope]);
    this.slots[scope].set(type, ofType.set(key, made));
    return made;
  }

  /** The column of a slot, shared by all slots that hold their values alike. */
  column(slot: XesSlot, heldAs: HeldAs, bigIntegers = false): XesColumn {
    const id = `${slot.scope} ${heldAs} ${bigIntegers} ${slot.key}`;
    const known = this.columns.get(id);
    if (known) return known;
    const made = slot.table.add(slot.key, heldAs, bigIntegers);
    this.columns.set(id, made);
    return made;
  }

  private admit(scope: XesScope, key: string): void {
    const shown = key.slice(0, 100);
    if (key.length > this.limits.keyLength) {
      const message = `An attribute key is longer than ${this.limits.keyLength} characters, with the keys of its parents: "${shown}…".`;
      throw new AppError('too_large', 'import.keyTooLong', message);
    }
    this.keys.add(`${scope} ${key}`);
    if (this.keys.size <= this.limits.columns) return;
    const message = `The log has more than ${this.limits.columns} different attributes ("${shown}" is one too many). Are values written as keys?`;
    throw new AppError('too_large', 'import.tooManyColumns', message);
  }
}

function reading(scope: XesScope, key: string, type: XesType): Reading {
  if (NAMES.has(key)) return 'text';
  if (scope === 'event' && key === TIMESTAMP && (type === 'string' || type === 'id')) return 'dateText';
  if (type === 'date' || type === 'int' || type === 'float' || type === 'boolean') return type;
  return 'text';
}
