import type { PreviewColumn } from '../../engine/import/preview-job.ts';
import { formatFor } from '../../platform/text/format.ts';

/** What a button sends that chooses one of the formats. */
export const DAY = 'day:';

/** One way of reading dates that can be read in several, with a value of the file read so. */
interface DayChoice {
  readonly format: string;
  readonly sample: string;
  readonly date: string;
}

/** The ways in which the dates of a column can be read, and the columns of times that are written alike and wait for the same answer. */
export function dayChoices(columns: readonly PreviewColumn[], asked: string | null, locale: string) {
  const own = columns.find(({ name }) => name === asked);
  const formats = own?.formats ?? [];
  const same = columns.filter((c) => c.type === 'time' && !c.drop && !c.format && `${c.formats}` === `${formats}`);
  const { date } = formatFor({ locale, zone: 'UTC' });
  const readings = formats.map((format) => ({ format, of: (sample: string) => dayOf(sample, format) }));
  // A value that the formats read differently tells them apart.
  const telling = own?.samples.find((sample) => new Set(readings.map(({ of }) => of(sample))).size === readings.length);
  const sample = telling ?? madeUp(formats[0] ?? '');
  const choices: DayChoice[] = readings.map(({ format, of }) => ({ format, sample, date: date(of(sample)) }));
  return { choices, columns: same.map(({ name }) => name) };
}

/** The third of April as a format writes it: where the first values of a file are read alike by all formats. */
const madeUp = (format: string): string =>
  format
    .split(/[ T]/)[0]!
    .replace(/D+/, '03')
    .replace(/M+/, '04')
    .replace(/Y+/, (year) => '2024'.slice(-year.length));

/** Midnight of the day that a date of digits means, in UTC; null where it is none. */
function dayOf(sample: string, format: string): number | null {
  const digits = sample.split(/\D+/).filter(Boolean).map(Number);
  const parts = new Map(format.split(/[^A-Za-z]+/).map((part, i) => [part[0], digits[i]]));
  const [year, month, day] = ['Y', 'M', 'D'].map((part) => parts.get(part));
  if (year === undefined || month === undefined || day === undefined) return null;
  const ms = Date.UTC(year < 100 ? 2000 + year : year, month - 1, day);
  return new Date(ms).getUTCDate() === day ? ms : null;
}
