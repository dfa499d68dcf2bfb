import { AppError, invalid, nearest } from '#sdk';
import { constraintText, type DeclareConstraint, type DeclareModel, TEMPLATES } from '../model/declare.ts';

export interface ReadDeclare {
  model: DeclareModel;
  /** What was taken otherwise than written: one sentence each. */
  notes: readonly string[];
}

const MOST_CHARACTERS = 20_000_000;
const MOST_LINE = 20_000;
const MOST_ACTIVITIES = 20_000;
const MOST_CONSTRAINTS = 50_000;
/** Commas and brackets of one line among which its activities are looked for. */
const MOST_PLACES = 64;

/**
 * Reads a DECLARE model as the tools of the field write it, a line each: `activity X`, `bind X: attribute`, `attribute:
 * integer between 1 and 5`, `Chain Response[A, B] |condition on the activation |on the target |from,to,unit`, `# comment`.
 * Attributes and conditions are kept as they are written. Names may hold commas and brackets when they are declared.
 */
export function readDecl(text: string): ReadDeclare {
  if (text.length > MOST_CHARACTERS) tooMuch(`${MOST_CHARACTERS.toLocaleString('en')} characters`);
  const reader = new Reader();
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .map((line) => line.trim());
  const long = lines.findIndex((line) => line.length > MOST_LINE);
  if (long >= 0)
    invalid(
      'model.declLine',
      `Line ${long + 1} of the DECLARE model has more than ${MOST_LINE.toLocaleString('en')} characters.`,
    );
  for (const line of lines) reader.declare(line);
  lines.forEach((line, i) => {
    reader.read(line, i + 1);
  });
  return reader.done();
}

const tooMuch = (what: string): never => {
  throw new AppError('too_large', 'model.tooLarge', `A DECLARE model of at most ${what} is read.`);
};

class Reader {
  private readonly activities = new Set<string>();
  private readonly undeclared = new Set<string>();
  private readonly data: string[] = [];
  private readonly constraints = new Map<string, DeclareConstraint>();
  private readonly notes: string[] = [];

  /** Activities first: constraints may stand before them. */
  declare(line: string): void {
    if (!/^activity(\s|$)/.test(line)) return;
    this.activities.add(line.slice('activity'.length).trim());
    if (this.activities.size > MOST_ACTIVITIES) tooMuch(`${MOST_ACTIVITIES.toLocaleString('en')} activities`);
  }

  read(line: string, number: number): void {
    if (line === '' || line.startsWith('#') || /^activity(\s|$)/.test(line)) return;
    const bracket = line.indexOf('[');
    const head = bracket < 0 ? '' : line.slice(0, Math.min(bracket, 100)).trim();
    if (/^bind\s/.test(line) || (line.includes(':') && (bracket < 0 || head.includes(':')))) this.data.push(line);
    else if (head !== '') this.constraint(head, line.slice(bracket + 1), number);
    else
      invalid(
        'model.declLine',
        `Line ${number} of the DECLARE model is none of its lines: activity, bind, an attribute, or a constraint as Response[A, B] | | |.`,
      );
  }

  /** @param head what stands before the bracket: a template, perhaps with a number */
  private constraint(head: string, rest: string, number: number): void {
    const digits = /\d*$/.exec(head)![0];
    const name = head.slice(0, head.length - digits.length).trimEnd();
    const template = templateOf(name, number);
    const n = digits === '' ? 1 : Number(digits);
    if ((digits !== '' && (template.kind === 'binary' || !template.numbered)) || n < 1 || n > 1_000_000)
      invalid('model.declNumber', `Line ${number} of the DECLARE model: "${name}${digits}" is no template.`);
    const { activities, behind } = this.activitiesIn(rest, template.kind === 'unary' ? 1 : 2, number);
    for (const activity of activities) if (!this.activities.has(activity)) this.undeclared.add(activity);
    const conditions = behind
      .split('|')
      .slice(1)
      .map((part) => part.trim());
    while (conditions.at(-1) === '') conditions.pop();
    const constraint: DeclareConstraint = { template, n, activities, ...(conditions.length > 0 ? { conditions } : {}) };
    const key = declLine(constraint);
    if (this.constraints.has(key)) this.notes.push(`Line ${number} says again what stands above: ${key}`);
    this.constraints.set(key, constraint);
    if (this.constraints.size > MOST_CONSTRAINTS) tooMuch(`${MOST_CONSTRAINTS.toLocaleString('en')} constraints`);
  }

  /** `A, B] | …` taken apart: where declared activities fit (the longest), else at the first comma and bracket. */
  private activitiesIn(rest: string, wanted: 1 | 2, number: number): { activities: string[]; behind: string } {
    const ends = placesOf(rest, ']');
    const commas = wanted === 2 ? placesOf(rest, ',') : [];
    const cut = (end: number, comma: number | null) => ({
      activities: (comma === null ? [rest.slice(0, end)] : [rest.slice(0, comma), rest.slice(comma + 1, end)]).map(
        (name) => name.trim(),
      ),
      behind: rest.slice(end + 1),
    });
    const ways = ends.flatMap((end) =>
      wanted === 1 ? [cut(end, null)] : commas.filter((comma) => comma < end).map((comma) => cut(end, comma)),
    );
    const fitting = ways.filter((way) => /^\s*(\||$)/.test(way.behind));
    const declared = fitting.filter((way) => way.activities.every((name) => this.activities.has(name)));
    const asWritten = declared.findLast((way) => rest.startsWith(`${way.activities.join(', ')}]`));
    const found = asWritten ?? declared.at(-1) ?? fitting[0];
    if (found) return found;
    const wants = wanted === 1 ? 'one activity in brackets' : 'two activities in brackets, with a comma between them';
    return invalid('model.declActivities', `Line ${number} of the DECLARE model: its template wants ${wants}.`);
  }

  done(): ReadDeclare {
    if (this.undeclared.size > 0)
      this.notes.push(
        `Not declared by a line "activity …", and taken as they are: ${[...this.undeclared].slice(0, 20).join(', ')}.`,
      );
    const activities = [...this.activities, ...this.undeclared];
    return { model: { activities, constraints: [...this.constraints.values()], data: this.data }, notes: this.notes };
  }
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}]/gu, '');

function placesOf(text: string, sign: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(sign); at >= 0 && found.length < MOST_PLACES; at = text.indexOf(sign, at + 1))
    found.push(at);
  return found;
}

function templateOf(name: string, number: number): DeclareConstraint['template'] {
  const found = TEMPLATES.find((template) => plain(template.name) === plain(name));
  if (found) return found;
  const names = TEMPLATES.map((template) => template.name);
  const near = nearest(name, names);
  return invalid(
    'model.declTemplate',
    `Line ${number} of the DECLARE model names the template "${name}", which is not known. ${near ? `Did you mean "${near}"?` : `There are ${names.join(', ')}.`}`,
  );
}

/**
 * Writes the model, attributes and conditions as they were read. A line holds no line break: in names they become
 * spaces, and spaces around a name are lost.
 */
export function writeDecl({ activities, data, constraints }: DeclareModel): string {
  const lines = [
    ...activities.map((activity) => `activity ${oneLine(activity)}`.trimEnd()),
    ...data.map(oneLine),
    ...constraints.map(declLine),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Unary templates have a place for conditions on the activation and the time, binary ones also on the target. */
export function declLine(constraint: DeclareConstraint): string {
  const { template, activities, conditions = [] } = constraint;
  const places = Math.max(template.kind === 'unary' ? 2 : 3, conditions.length);
  const parts = Array.from({ length: places }, (_, i) => `|${oneLine(conditions[i] ?? '')}`);
  return `${constraintText({ ...constraint, activities: activities.map(oneLine) })} ${parts.join(' ')}`.trimEnd();
}

const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ').trim();
