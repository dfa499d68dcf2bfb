import type { Cell, TableColumn } from '#sdk';

/** What the driver tells of a column. */
export interface MysqlField {
  readonly name: string;
  readonly columnType: number;
  readonly columnLength: number;
  readonly characterSet: number;
  readonly encoding: string;
}

/** A row as it came, read from its first column on. Null: the value is. */
export interface MysqlPacket {
  readLengthCodedString(encoding: string): string | null;
  readLengthCodedBuffer(): Buffer | null;
}

/** Numbers of types in the wire protocol. */
const NUMBERS = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);
const TIMES = new Set([7, 10, 12, 14]);
const TIMESTAMP = 7;
const BIT = 16;
const JSON_TEXT = 245;
/** The character set of what is no text. */
const BINARY = 63;

const isYesOrNo = ({ columnType, columnLength }: MysqlField) => columnType === BIT && columnLength === 1;

export function columnOf(field: MysqlField): TableColumn {
  const { name, columnType } = field;
  if (isYesOrNo(field)) return { name, type: 'boolean' };
  return { name, type: NUMBERS.has(columnType) ? 'number' : TIMES.has(columnType) ? 'time' : 'text' };
}

/** What becomes of the server's text. Numbers stay texts: none of their digits is lost. */
export function readerOf(field: MysqlField): (packet: MysqlPacket) => Cell {
  const { columnType, characterSet, encoding } = field;
  if (isYesOrNo(field)) return yesOrNo;
  if (columnType === TIMESTAMP) return moment;
  if (TIMES.has(columnType)) return time;
  if (NUMBERS.has(columnType)) return (packet) => packet.readLengthCodedString('ascii');
  if (columnType === JSON_TEXT) return (packet) => packet.readLengthCodedString('utf8');
  return characterSet === BINARY ? bytes : (packet) => packet.readLengthCodedString(encoding);
}

function yesOrNo(packet: MysqlPacket): Cell {
  const bits = packet.readLengthCodedBuffer();
  return bits && bits[0] === 1;
}

const time = (packet: MysqlPacket): Cell => packet.readLengthCodedString('ascii')?.replace(' ', 'T') ?? null;

/** The session is in UTC. */
function moment(packet: MysqlPacket): Cell {
  const text = packet.readLengthCodedString('ascii');
  return text === null ? null : `${text.slice(0, 10)}T${text.slice(11)}Z`;
}

function bytes(packet: MysqlPacket): Cell {
  const all = packet.readLengthCodedBuffer();
  return all === null ? null : `0x${all.toString('hex')}`;
}
