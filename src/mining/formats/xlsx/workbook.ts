import { AppError } from '#sdk';
import type { XmlAttributes } from '../xes/xes-interpreter.ts';
import { attributeOf, type XmlHandler } from '../xml/xml-stream.ts';
import { type Shown, shownAs } from './serial-date.ts';

const MOST_SHEETS = 1_000;
const MOST_STYLES = 100_000;

export interface Sheet {
  name: string;
  hidden: boolean;
  /** Of the relation that names its part. */
  relation: string;
}

/** `workbook.xml`: the sheets in their order, and from when days are counted. */
export class WorkbookHandler implements XmlHandler {
  readonly wantsText = false;
  readonly sheets: Sheet[] = [];
  since1904 = false;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'workbookPr') this.since1904 = isTrue(attributeOf(attributes, 'date1904'));
    if (name !== 'sheet') return;
    if (this.sheets.length >= MOST_SHEETS)
      throw new AppError('too_large', 'import.tooManySheets', `The workbook has more than ${MOST_SHEETS} sheets.`);
    this.sheets.push({
      name: attributeOf(attributes, 'name') ?? '',
      hidden: /hidden/i.test(attributeOf(attributes, 'state') ?? ''),
      relation: attributeOf(attributes, 'id') ?? '',
    });
  }

  text(): void {}
  close(): void {}
}

const isTrue = (value: string | undefined) => value === '1' || value === 'true' || value === 'on';

/** A file of relations: the part that each id names, and of what type it is. */
export class RelationsHandler implements XmlHandler {
  readonly wantsText = false;
  readonly targets = new Map<string, { target: string; type: string }>();

  open(name: string, attributes: XmlAttributes): void {
    if (name !== 'Relationship' || this.targets.size > 2 * MOST_SHEETS) return;
    if (attributeOf(attributes, 'TargetMode') === 'External') return;
    const [id, target, type] = ['Id', 'Target', 'Type'].map((key) => attributeOf(attributes, key));
    if (id !== undefined && target !== undefined) this.targets.set(id, { target, type: type ?? '' });
  }

  text(): void {}
  close(): void {}
}

/** `styles.xml`: how numbers of each style are shown. */
export class StylesHandler implements XmlHandler {
  readonly wantsText = false;
  readonly shown: Shown[] = [];
  private readonly codes = new Map<number, string>();
  private inside = false;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'numFmt') {
      const code = attributeOf(attributes, 'formatCode');
      if (code !== undefined && this.codes.size < MOST_STYLES)
        this.codes.set(Number(attributeOf(attributes, 'numFmtId')), code.slice(0, 1_000));
    } else if (name === 'cellXfs') this.inside = true;
    else if (name === 'xf' && this.inside && this.shown.length < MOST_STYLES) {
      const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
      this.shown.push(shownAs(id, this.codes.get(id)));
    }
  }

  text(): void {}

  close(name: string): void {
    if (name === 'cellXfs') this.inside = false;
  }
}

/** `sharedStrings.xml`: the texts that cells name by number, without their marks for reading aloud. */
export class SharedStringsHandler implements XmlHandler {
  wantsText = false;
  readonly texts: string[] = [];
  private readonly most: number;
  private characters = 0;
  private current = '';
  private aloud = 0;

  /** @param most characters of all texts together */
  constructor(most: number) {
    this.most = most;
  }

  open(name: string): void {
    if (name === 'si') this.current = '';
    else if (name === 'rPh') this.aloud++;
    else if (name === 't') this.wantsText = this.aloud === 0;
  }

  text(text: string): void {
    this.current += text;
  }

  close(name: string): void {
    if (name === 't') this.wantsText = false;
    else if (name === 'rPh') this.aloud--;
    else if (name === 'si') this.add(unescaped(this.current));
  }

  private add(text: string): void {
    this.characters += text.length + 8;
    if (this.characters > this.most) {
      const message = `The texts of the workbook are more than ${Math.round(this.most / 1e6)} million characters together, the most that is taken. Save the sheet as CSV.`;
      throw new AppError('too_large', 'import.tooManyTexts', message);
    }
    this.texts.push(text);
  }
}

/** `_x000D_` stands for a character that XML cannot write. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
