export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export interface LogRecord {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: Level;
  /** `room.whatHappened`, stable, for programs. */
  readonly event: string;
  /** Already cleaned of secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const FIXED = new Set(['time', 'level', 'event']);

// JSON leaves DEL, the C1 controls, line separators and direction marks as they are; terminals and viewers act on them.
const ACTING = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
/** Writes characters as JSON escapes that would break a line, colour a terminal or turn the direction of a text. */
export const escapeActing = (json: string): string =>
  json.replaceAll(ACTING, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** One JSON object on one line, whatever the fields hold; a field cannot pose as the time, the level or the event. */
export function jsonLine({ time, level, event, fields }: LogRecord): string {
  const record: Record<string, unknown> = { time, level, event };
  for (const [key, value] of Object.entries(fields)) record[FIXED.has(key) ? `field_${key}` : key] = value;
  return `${escapeActing(JSON.stringify(record))}\n`;
}

/** One line for people: time, level, event and `key=value`, each value as JSON so that nothing can break the line. */
export function textLine({ time, level, event, fields }: LogRecord): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${JSON.stringify(key).slice(1, -1)}=${JSON.stringify(value)}`);
  return `${escapeActing(`${time} ${level.toUpperCase().padEnd(5)} ${JSON.stringify(event).slice(1, -1)}${pairs.join('')}`)}\n`;
}
