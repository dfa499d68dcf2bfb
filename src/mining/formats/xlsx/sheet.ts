import { AppError } from '#sdk';
import type { XmlAttributes } from '../xes/xes-interpreter.ts';
import { attributeOf, type XmlHandler } from '../xml/xml-stream.ts';
import { type Shown, serialText } from './serial-date.ts';
import { unescaped } from './workbook.ts';

/** What the cells of a workbook share. */
export interface SheetContext {
  readonly texts: readonly string[];
  /** By style. */
  readonly shown: readonly Shown[];
  readonly since1904: boolean;
  /** Most columns. */
  readonly columns: number;
}

export interface SheetRow {
  /** From 1. */
  number: number;
  /** By column; null: empty. */
  cells: (string | null)[];
  /** Columns whose cell is a text. */
  texts: number;
}

/**
 * A sheet (ECMA-376 part 1, 18.3) as rows of texts: numbers in their shortest form, dates as `YYYY-MM-DD HH:MM:SS`, yes and no as
 * `true` and `false`, formulas by the value that was kept with them. Rows without a value are passed over, so that a
 * million of them cost nothing. Of merged cells the first one has the value.
 */
export class SheetHandler implements XmlHandler {
  wantsText = false;
  /** Complete rows, taken by whoever reads. */
  readonly rows: SheetRow[] = [];
  /** `#N/A` and the like, by column. */
  readonly errors = new Map<number, number>();
  /** Columns in which a cell says yes or no. */
  readonly booleans = new Set<number>();
  /** Formulas without a kept value, and merged areas. */
  formulas = 0;
  merged = 0;
  private readonly context: SheetContext;
  private row: SheetRow | null = null;
  private number = 0;
  private column = -1;
  private type = 'n';
  private style = 0;
  private value: string | null = null;
  private formula = false;
  private aloud = 0;

  constructor(context: SheetContext) {
    this.context = context;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v') this.takeText();
    else if (name === 't') {
      if (this.aloud === 0) this.takeText();
    } else if (name === 'row') {
      const given = Number(attributeOf(attributes, 'r') ?? Number.NaN);
      this.number = Number.isSafeInteger(given) && given > 0 ? given : this.number + 1;
      this.row = { number: this.number, cells: [], texts: 0 };
      this.column = -1;
    } else if (name === 'f') this.formula = true;
    else if (name === 'rPh') this.aloud++;
    else if (name === 'mergeCell') this.merged++;
  }

  text(text: string): void {
    this.value = (this.value ?? '') + text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.wantsText = false;
    else if (name === 'rPh') this.aloud--;
    else if (name === 'c') this.closeCell();
    else if (name === 'row' && this.row) {
      if (this.row.cells.length > 0) this.rows.push(this.row);
      this.row = null;
    }
  }

  private takeText(): void {
    this.wantsText = this.row !== null;
    if (this.value === null) this.value = '';
  }

  private openCell(attributes: XmlAttributes): void {
    const place = attributeOf(attributes, 'r');
    const column = place === undefined ? this.column + 1 : columnOf(place);
    this.column = column < 0 ? this.column + 1 : column;
    this.type = attributeOf(attributes, 't') ?? 'n';
    this.style = Number(attributeOf(attributes, 's') ?? 0);
    this.value = null;
    this.formula = false;
  }

  private closeCell(): void {
    const { row, value } = this;
    if (!row) return;
    if (this.formula && !value && this.type !== 'str') this.formulas++;
    const text = value === null ? null : this.cellText(value);
    if (text === null || text === '') return;
    if (this.column >= this.context.columns) {
      const message = `Row ${row.number} has a value in column ${this.column + 1}; at most ${this.context.columns} columns are taken.`;
      throw new AppError('too_large', 'import.tooManyColumns', message, [{ line: row.number, message: 'too wide' }]);
    }
    while (row.cells.length < this.column) row.cells.push(null);
    row.cells[this.column] = text;
    if (this.type === 's' || this.type === 'str' || this.type === 'inlineStr') row.texts++;
  }

  private cellText(value: string): string | null {
    switch (this.type) {
      case 's':
        return this.context.texts[Number(value)] ?? this.fail();
      case 'str':
      case 'inlineStr':
        return unescaped(value);
      case 'b':
        this.booleans.add(this.column);
        return value === '1' || value === 'true' ? 'true' : 'false';
      case 'e':
        return this.fail();
      case 'd':
        return value;
      default:
        return this.numberText(value);
    }
  }

  private numberText(value: string): string | null {
    const shown = this.context.shown[this.style] ?? 'number';
    if (shown === 'number' && /^-?\d{1,15}$/.test(value)) return value;
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number)) return value;
    return (shown === 'number' ? null : serialText(number, shown, this.context.since1904)) ?? String(number);
  }

  /** A cell without a value that can be known is empty, and told of. */
  private fail(): null {
    this.errors.set(this.column, (this.errors.get(this.column) ?? 0) + 1);
    return null;
  }
}

/** `BC7` is column 54, from 0; below 0: no place. */
function columnOf(place: string): number {
  let column = 0;
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) & ~32;
    if (letter < 65 || letter > 90) return i === 0 || i > 3 ? -1 : column - 1;
    column = column * 26 + letter - 64;
  }
  return -1;
}
