import { describe, expect, test } from 'bun:test';
import { sniffCsv } from './csv-dialect.ts';
import { sniffEncoding } from './csv-encoding.ts';
import { parseRecords } from './csv-records.ts';
import { sniffNumbers } from './number-sniff.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const sniff = (text: string, cut = false) => sniffCsv(bytes(text), cut);
const roles = (text: string) => {
  const { roles: found, columns } = sniff(text);
  return Object.fromEntries(found.filter((r) => r.confidence >= 0.5).map((r) => [r.role, columns[r.position]!.name]));
};

describe('syntax', () => {
  test('delimiters, also beside decimal commas and commas in quotes', () => {
    expect(sniff('a,b,c\n1,2,3\n').syntax.delimiter).toBe(',');
    expect(sniff('a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n').syntax.delimiter).toBe(';');
    expect(sniff('a\tb\n1,1\t2\n').syntax.delimiter).toBe('\t');
    expect(sniff('a|b|c\nx,y|z|w\n').syntax.delimiter).toBe('|');
    expect(sniff('a,b\n"x;y;z",1\n"p;q;r",2\n').syntax.delimiter).toBe(',');
    expect(sniff('time;x\n2020-01-01 00:00:00,123;a\n').syntax.delimiter).toBe(';');
  });

  test('quotes and escapes', () => {
    expect(sniff('a,b\n"x","y"\n').syntax).toMatchObject({ quote: '"', escape: '"' });
    expect(sniff("a,b\n'x, y','z'\n'p','q'\n").syntax).toMatchObject({ quote: "'", delimiter: ',' });
    expect(sniff('a,b\n"say \\"hi\\"","y"\n').syntax.escape).toBe('\\');
    expect(sniff('a,b\n"C:\\","y"\n').syntax.escape).toBe('"');
    expect(sniff("a,b\nit's,that's\n").syntax.quote).toBe('"');
  });

  test('what a person has said is not sniffed', () => {
    const given = sniffCsv(bytes('1,2\n3,4\n'), false, { delimiter: ';', header: true });
    expect(given.columns.map((c) => c.name)).toEqual(['1,2']);
  });

  test('header rows hold names', () => {
    expect(sniff('case,activity\n1,a\n').header).toBe(true);
    expect(sniff('1,a,2020-01-01\n1,b,2020-01-02\n').header).toBe(false);
    expect(sniff('open,close\nclose,open\nopen,close\n').header).toBe(false);
    expect(sniff('1,a\n2,b\n').columns.map((c) => c.name)).toEqual(['column_1', 'column_2']);
    expect(sniff(',b\n0,x\n1,y\n').columns[0]).toMatchObject({ name: 'column_1', unnamed: true, rowNumber: true });
  });

  test('a sample that ends in the middle of a line does not speak for it', () => {
    expect(sniff('a,b\n1,x\n2,yyy', true).rows).toBe(1);
    expect(sniff('a,b\n1,x\n2,yyy', false).rows).toBe(2);
  });
});

test('records: quotes, escapes, line ends, blank lines, empty cells', () => {
  const syntax = { delimiter: ',', quote: '"', escape: '"' };
  expect(parseRecords('a,"b,""c""\n",\r\n\n,\r"x",y', syntax)).toEqual([
    ['a', 'b,"c"\n', ''],
    ['', ''],
    ['x', 'y'],
  ]);
  expect(parseRecords("'it\\'s',b", { ...syntax, quote: "'", escape: '\\' })).toEqual([["it's", 'b']]);
  expect(parseRecords('"a",b', { ...syntax, quote: '', escape: '' })).toEqual([['"a"', 'b']]);
  expect(parseRecords('1\n2\n3\n', syntax, 2)).toEqual([['1'], ['2']]);
});

test('encodings', () => {
  const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
  expect(sniffEncoding(bytes('abc\n')).encoding).toBe('auto');
  expect(sniffEncoding(bytes('Größe\n')).encoding).toBe('utf-8');
  expect(sniffEncoding(bytes('\ufeffabc\n'))).toMatchObject({ encoding: 'utf-8', bom: 3 });
  expect(sniffEncoding(latin('Größe\n')).encoding).toBe('windows-1252');
  const mixed = sniffEncoding(new Uint8Array([...bytes('Größe\n'), ...latin('Größe\n')]));
  expect(mixed).toMatchObject({ encoding: 'utf-8', utf8Lines: 1, otherLines: 1 });
  expect(sniffEncoding(new Uint8Array(Buffer.from('a,b,c,d,e\n', 'utf16le'))).encoding).toBe('utf-16le');
  expect(sniffEncoding(new Uint8Array(Buffer.from('a,b,c,d,e\n', 'utf16le').swap16())).encoding).toBe('utf-16be');
});

test('numbers: plain, grouped, with a comma; names are not numbers', () => {
  expect(sniffNumbers(['1', '-2.5', '1e3'])).toMatchObject({ decimal: '.', thousands: '', fractions: true });
  expect(sniffNumbers(['1,5', '22,75'])).toMatchObject({ decimal: ',', ambiguous: false });
  expect(sniffNumbers(['1.234,50', '7,00'])).toMatchObject({ decimal: ',', thousands: '.' });
  expect(sniffNumbers(['1,234.50', '7.00'])).toMatchObject({ decimal: '.', thousands: ',' });
  expect(sniffNumbers(['1,234', '5,678'])).toMatchObject({ ambiguous: true });
  for (const names of [['007', '008'], ['1', 'x'], ['1-2'], ['']]) expect(sniffNumbers(names)).toBeNull();
});

describe('roles', () => {
  const T = '2020-01-01T00:00:00Z';

  test('the names of the XES standard win', () => {
    const header =
      'case:concept:name,concept:name,time:timestamp,start_timestamp,org:resource,lifecycle:transition,concept:instance';
    expect(roles(`${header},Activity,Case ID\n1,a,${T},${T},r,complete,i,b,2\n`)).toEqual({
      case: 'case:concept:name',
      activity: 'concept:name',
      timestamp: 'time:timestamp',
      start: 'start_timestamp',
      resource: 'org:resource',
      lifecycle: 'lifecycle:transition',
      instance: 'concept:instance',
    });
  });

  test('usual names, English and German, however they are written', () => {
    const disco = {
      case: 'Case ID',
      activity: 'Activity',
      timestamp: 'Complete Timestamp',
      start: 'Start Timestamp',
      resource: 'Resource',
    };
    expect(roles(`Case ID,Activity,Resource,Start Timestamp,Complete Timestamp\n1,a,r,${T},${T}\n`)).toEqual(disco);
    expect(roles(`case_id,activity_name,timestamp,userName\n1,a,${T},u\n`)).toEqual({
      ...{ case: 'case_id', activity: 'activity_name', timestamp: 'timestamp', resource: 'userName' },
    });
    expect(roles('Vorgangsnummer;Aktivität;Zeitstempel;Bearbeiter\n1;a;31.12.2020 10:00;x\n')).toEqual({
      ...{ case: 'Vorgangsnummer', activity: 'Aktivität', timestamp: 'Zeitstempel', resource: 'Bearbeiter' },
    });
    expect(roles('CaseID;Tätigkeit;Startzeit;Endzeit\n1;a;31.12.2020 10:00;31.12.2020 10:00\n')).toEqual({
      ...{ case: 'CaseID', activity: 'Tätigkeit', start: 'Startzeit', timestamp: 'Endzeit' },
    });
  });

  test('a start alone is the time of the event; the only column of dates is the time', () => {
    expect(roles(`case,activity,start_timestamp\n1,a,${T}\n`).timestamp).toBe('start_timestamp');
    expect(roles(`case,activity,happened\n1,a,${T}\n`).timestamp).toBe('happened');
    expect(roles(`case,activity,one,two\n1,a,${T},${T}\n`).timestamp).toBeUndefined();
  });

  test('a name without dates below it is a weak reason', () => {
    const { roles: found } = sniff('case,activity,timestamp\n1,a,soon\n');
    expect(found.find((r) => r.role === 'timestamp')!.confidence).toBeLessThan(0.5);
  });
});
