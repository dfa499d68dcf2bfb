/**
 * A value that is JSON text already, as a field of an answer: it is sent as it is, neither parsed nor checked here. For results of
 * calculations, which were checked where they were made and may be large.
 */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The answer as JSON. `JsonText` may stand in the fields of the answer itself, not deeper. */
export function answerText(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return JSON.stringify(answer);
  const values = Object.values(answer);
  if (!values.some((value) => value instanceof JsonText)) return JSON.stringify(answer);
  const fields = Object.entries(answer).filter(([, value]) => value !== undefined);
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join(',')}}`;
}

const textOf = (value: unknown): string => (value instanceof JsonText ? value.text : JSON.stringify(value));
