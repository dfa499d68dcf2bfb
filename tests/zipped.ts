import { crc32, deflateRawSync } from 'node:zlib';

/** A ZIP archive of these entries (APPNOTE 6.3), for tests that need one with a flaw, too. */
export function zipped(entries: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const [locals, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, held] of Object.entries(entries)) {
    const content = typeof held === 'string' ? Buffer.from(held) : held;
    const packed = deflateRawSync(content);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26); // from "version needed" to "extra field length"
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(title.length, 22);
    locals.push(Buffer.from('504b0304', 'hex'), common, title, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('504b01021400', 'hex'), common, rest, title);
    offset += 30 + title.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...locals, list, end]));
}

const RELATION = (type: string, target: string) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`;

/** The parts of a workbook with one sheet, whose rows are given as XML. */
export const workbookParts = (rows: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  '[Content_Types].xml': '<Types/>',
  '_rels/.rels': RELATION('officeDocument', 'xl/workbook.xml'),
  'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="r1" xmlns:r="x"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': RELATION('worksheet', 'worksheets/sheet1.xml'),
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  ...more,
});

/** A cell with a text of its own. */
export const inlineCell = (place: string, text: string): string =>
  `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;

/** A workbook with one sheet of texts. */
export const workbookOf = (rows: readonly (readonly string[])[]): Uint8Array => {
  const rowOf = (cells: readonly string[], r: number) =>
    `<row r="${r + 1}">${cells.map((cell, c) => inlineCell(`${'ABCDEFGH'[c]}${r + 1}`, cell)).join('')}</row>`;
  return zipped(workbookParts(rows.map(rowOf).join('')));
};
