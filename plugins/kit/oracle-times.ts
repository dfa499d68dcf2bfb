/*
 * Oracle's own form of times: century and year from 100, month, day, hour, minute and second from 1; then nanoseconds, where the type
 * has a fraction; then the offset, where it has one: the time before it is in UTC.
 */

/** ISO 8601 with all digits. `serversOffset`: minutes, of times that stand in the zone of the server; null: of others. */
export function oracleTime(bytes: Buffer, serversOffset: number | null): string {
  const [century, year, month, day, hour, minute, second] = bytes as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const years = (century - 100) * 100 + (year - 100);
  const nanos = bytes.length >= 11 ? `.${String(bytes.readUInt32BE(7)).padStart(9, '0')}` : '';
  const isInstant = bytes.length >= 13 || serversOffset !== null;
  if (!serversOffset)
    return `${dateText(years, month, day)}T${two(hour - 1)}:${two(minute - 1)}:${two(second - 1)}${nanos}${isInstant ? 'Z' : ''}`;
  const written = `${dateText(years, month, day)}T${two(hour - 1)}:${two(minute - 1)}:${two(second - 1)}Z`;
  return `${new Date(Date.parse(written) - serversOffset * 60_000).toISOString().slice(0, -5)}${nanos}Z`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Years before Christ as ISO 8601 has them: with a sign, and a year 0. */
const dateText = (year: number, month: number, day: number): string => {
  const written = year < 0 ? `-${String(-year - 1).padStart(6, '0')}` : String(year).padStart(4, '0');
  return `${written}-${two(month)}-${two(day)}`;
};
