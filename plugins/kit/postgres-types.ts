import type { Cell, TableColumn } from '#sdk';

/** Numbers of types in the wire protocol, the same since ever and in all that descend from PostgreSQL. */
const TYPES: Readonly<Record<number, TableColumn['type']>> = {
  ...{
    16: 'boolean',
    20: 'number',
    21: 'number',
    23: 'number',
    26: 'number',
    700: 'number',
    701: 'number',
    1700: 'number',
  },
  ...{ 1082: 'time', 1114: 'time', 1184: 'time' },
};

const WITH_ZONE = 1184;
const WITHOUT_ZONE = 1114;
const BOOLEAN = 16;

export const columnOf = ({ name, dataTypeID }: { name: string; dataTypeID: number }): TableColumn => ({
  name,
  type: TYPES[dataTypeID] ?? 'text',
});

/** What becomes of the server's text. Numbers stay texts: none of their digits is lost. */
export function parserOf(dataTypeID: number): (text: string) => Cell {
  if (dataTypeID === BOOLEAN) return (text) => text === 't';
  if (dataTypeID === WITHOUT_ZONE) return isoTime;
  if (dataTypeID === WITH_ZONE) return isoInstant;
  return asItIs;
}

const asItIs = (text: string): string => text;

/** `2024-01-02 03:04:05.123456`. Times before Christ, after 9999 and without end keep the server's writing. */
const isoTime = (text: string): string =>
  text.charCodeAt(10) === SPACE ? `${text.slice(0, 10)}T${text.slice(11)}` : text;

/** `2024-01-02 03:04:05.123456+00`: the session is in UTC. */
const isoInstant = (text: string): string =>
  text.charCodeAt(10) === SPACE && text.endsWith('+00') ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : text;

const SPACE = 32;
