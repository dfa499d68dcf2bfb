import type { RecordedStep, Step, Thing } from '../../platform/provenance/index.ts';

/** Where the boxes of a row stand: a file, what was done with it, and the version that came of it. */
const X = { file: 0, step: 250, version: 500 } as const;
const BOX = { width: 190, height: 52 } as const;
const ROW = 76;
const MARGIN = 4;
/** Versions are led back to later steps in the gap before their column. */
const GUTTER = X.version - 22;

export interface Box {
  readonly kind: 'file' | 'step' | 'version';
  readonly x: number;
  readonly y: number;
  /** Number of the step that tells of it. */
  readonly step: number;
  readonly what: Step;
  readonly thing: Thing | null;
  /** Of a file. */
  readonly name: string | null;
}

export interface LineageDrawing {
  readonly boxes: readonly Box[];
  /** Paths of SVG, each ends with an arrow. */
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly box: typeof BOX;
  /** Steps before those that are drawn. */
  readonly earlier: number;
}

/** Rows that are drawn; the table lists every step. */
const MOST_ROWS = 60;

/** Each step a row, the first one at the top: the file it takes on its left, what came of it on its right. */
export function drawLineage(steps: readonly RecordedStep[]): LineageDrawing {
  const all = steps.filter(({ step }) => step !== 'receive' && step !== 'read');
  const drawn = all.slice(-MOST_ROWS);
  const boxes: Box[] = [];
  const lines: string[] = [];
  const rowOf = new Map<string, number>();
  drawn.forEach((step, row) => {
    const top = MARGIN + row * ROW;
    const middle = top + BOX.height / 2;
    const own = { y: top, step: step.number, what: step.step };
    const file = fileOf(step, steps);
    if (file) {
      boxes.push({ ...own, kind: 'file', x: X.file, ...file });
      lines.push(`M${X.file + BOX.width} ${middle}H${X.step - 3}`);
    }
    boxes.push({ ...own, kind: 'step', x: X.step, thing: null, name: null });
    for (const input of step.inputs) {
      const from = input.kind === 'version' ? rowOf.get(keyOf(input)) : undefined;
      if (from !== undefined) lines.push(led(MARGIN + from * ROW + BOX.height / 2, middle));
    }
    if (step.output?.kind !== 'version') return;
    boxes.push({ ...own, kind: 'version', x: X.version, thing: step.output, name: null });
    lines.push(`M${X.step + BOX.width} ${middle}H${X.version - 3}`);
    rowOf.set(keyOf(step.output), row);
  });
  const height = 2 * MARGIN + Math.max(0, drawn.length - 1) * ROW + BOX.height;
  return { boxes, lines, width: X.version + BOX.width, height, box: BOX, earlier: all.length - drawn.length };
}

/** From a version down to the step that takes it. */
const led = (from: number, to: number): string =>
  `M${X.version} ${from + 14}H${GUTTER}V${to + 14}H${X.step + BOX.width + 3}`;

const keyOf = ({ hash, number }: Thing): string => (number === undefined ? hash : String(number));

/** The file that a step takes, by way of the rows that were read of it, under the name that it came by. */
function fileOf(step: RecordedStep, steps: readonly RecordedStep[]): { thing: Thing; name: string | null } | null {
  const before = steps.filter(({ number }) => number < step.number).reverse();
  const rows = step.inputs.find(({ kind }) => kind === 'rows');
  const read = rows && before.find((s) => s.step === 'read' && s.output?.hash === rows.hash);
  const [thing, ...more] = [...step.inputs, ...(read?.inputs ?? [])].filter(({ kind }) => kind === 'file');
  if (!thing) return null;
  const received = before.find((s) => s.step === 'receive' && s.output?.hash === thing.hash);
  const name = received ? nameIn(received.parameters) : null;
  return { thing, name: more.length === 0 ? name : `${name ?? ''} +${more.length}` };
}

/** What people call a file; of what was read from a connection, where it lay there. */
function nameIn({ name, connectionName, table }: RecordedStep['parameters']): string | null {
  if (typeof connectionName === 'string') return `${connectionName}: ${table ?? name}`;
  return typeof name === 'string' ? name : null;
}
