import { AppError, type ColumnSpec, english, type Log, type Run, type Static, type Step, type TObject } from '#sdk';
import { casesAmong, type MarkAsked, type MarkTotals, qualityMarks } from '../kernels/quality-marks.ts';
import { type Asked, isStatement, type LoadFacts, type LogFinding, type MarkCheck, type Prepared } from './check.ts';
import type { CheckResult, Finding } from './finding.ts';
import { checkScore } from './score.ts';
import type { PlannedCheck } from './settings.ts';
import { inEnglish, type Statement, state } from './statement.ts';

/** What a check says before it is weighed. */
export interface Assessed {
  readonly score: number | null;
  readonly why: Statement | null;
  readonly findings: readonly Finding[];
}

export interface Surroundings {
  readonly log: Log;
  readonly run: Run;
  readonly load: LoadFacts | null;
  /** Affected cases that are named; none where single cases are not shown. */
  readonly examples: number;
}

const TOO_FEW = state(english('Fewer cases are affected, or are not, than your roles let you see.'));

type AnyAsked = Asked<Static<TObject>>;

/** Asks one check. A rule that does not fit the log says so in its result, so that the others are told. */
export async function assess(planned: PlannedCheck, around: Surroundings): Promise<Assessed> {
  try {
    return planned.check.kind === 'marks'
      ? await assessMarks(planned, planned.check, around)
      : await assessLog(planned, around);
  } catch (error) {
    if (!(error instanceof AppError) || error.fault !== 'invalid' || planned.rule === null) throw error;
    return unmeasured(state(error.message));
  }
}

const unmeasured = (why: Statement): Assessed => ({ score: null, why, findings: [] });

async function assessLog({ check, params, zeroAt }: PlannedCheck, around: Surroundings): Promise<Assessed> {
  const { log, run, load } = around;
  if (check.kind !== 'log') throw new TypeError(`the check ${check.id} is none of the log`);
  const found = await check.assess({ log, run, load, params, column: null });
  if (isStatement(found)) return unmeasured(found);
  const counted: LogFinding[] = [];
  for (const finding of found.findings) {
    const cases = finding.select ? (await countCases([finding.select], around)).rows[0]! : finding.cases;
    counted.push({ ...finding, cases });
  }
  const shown = counted.filter(({ cases }) => !isHidden(cases, null, run));
  const hides = shown.length < counted.length;
  return {
    score: hides ? null : checkScore(found.share, zeroAt),
    why: hides ? TOO_FEW : null,
    findings: shown.map(({ rows, statement, values, ...finding }) => ({
      ...{ subject: finding.subject, message: inEnglish(statement), statement: plain(statement) },
      ...{ of: finding.of, affected: rows, share: shareOf(rows, finding.of), cases: finding.cases },
      ...{ values: [...values], exampleCases: [], select: finding.select, repair: finding.repair },
    })),
  };
}

async function assessMarks(planned: PlannedCheck, check: MarkCheck, around: Surroundings): Promise<Assessed> {
  const { log, run } = around;
  const { params, zeroAt } = planned;
  const lacks = check.lacks?.(log, params);
  if (lacks) return unmeasured(lacks);
  const columns: readonly (ColumnSpec | null)[] = check.columns?.(log, params) ?? [null];
  const findings: Finding[] = [];
  let rows = 0;
  let of = 0;
  let hidden = 0;
  for (const column of columns) {
    const asked = { log, params, column };
    const { prepared, totals } = await markedBy(planned, check, asked, around);
    const all = check.level(asked) === 'case' ? totals.cases : totals.events;
    const counted = { rows: totals.rows[0] ?? 0, cases: totals.affectedCases[0] ?? 0, of: all };
    if (isHidden(counted.cases, totals.cases, run)) {
      hidden++;
      continue;
    }
    rows += counted.rows;
    of += counted.of;
    if (counted.rows === 0) continue;
    const statement = check.statement(counted, asked, prepared?.stated ?? {});
    findings.push({
      ...{
        subject: column?.name ?? prepared?.subject ?? null,
        message: inEnglish(statement),
        statement: plain(statement),
        of: all,
      },
      ...{ affected: counted.rows, share: shareOf(counted.rows, all), cases: counted.cases },
      values: [...(prepared?.values ?? [])],
      exampleCases: (totals.examples[0] ?? []).map(({ id }) => id),
      select: stepOf(planned, column, 'affected', 'cases'),
      repair: repairOf(planned, check, asked),
    });
  }
  if (of === 0 && hidden > 0) return unmeasured(TOO_FEW);
  return { score: of === 0 ? 100 : checkScore(rows / of, zeroAt), why: null, findings: findings.sort(mostFirst) };
}

/** What a check marks of one column, or of the log. */
async function markedBy(
  planned: PlannedCheck,
  check: MarkCheck,
  asked: AnyAsked,
  around: Surroundings,
): Promise<{ prepared: Prepared<unknown> | null; totals: MarkTotals }> {
  const { run, load, examples } = around;
  if (check.sql?.(asked)) {
    const totals = await countCases([stepOf(planned, asked.column, 'affected', 'cases')], around);
    return { prepared: null, totals };
  }
  const prepared = await check.prepare({ ...asked, run, load });
  const marks: MarkAsked[] = prepared
    ? [{ check: check.id, level: check.level(asked), context: prepared.context }]
    : [];
  return { prepared, totals: await run.reduce(qualityMarks, { asked: marks, examples }) };
}

const countCases = async (steps: readonly Step[], { run, examples }: Surroundings): Promise<MarkTotals> =>
  run.reduce(casesAmong, { cases: await run.select(steps), examples });

/** Few cases, or all but a few: by either these few could be recognised. */
const isHidden = (cases: number, of: number | null, { k }: Run): boolean =>
  k > 1 && ((cases > 0 && cases < k) || (of !== null && cases > 0 && of - cases > 0 && of - cases < k));

/** The filter that keeps what a check marks, or the rest. */
function stepOf(
  planned: PlannedCheck,
  column: ColumnSpec | null,
  keep: 'affected' | 'others',
  rows: 'cases' | 'events',
) {
  const of = column === null ? {} : { column: column.name };
  return {
    id: 'quality-finding',
    params: { check: planned.check.id, settings: planned.chosen, ...of, keep, rows },
  };
}

function repairOf(planned: PlannedCheck, check: MarkCheck, asked: AnyAsked): Step | null {
  if (check.leaveOut === null) return null;
  const events = check.leaveOut === 'rows' && check.level(asked) === 'event';
  return stepOf(planned, asked.column, 'others', events ? 'events' : 'cases');
}

const shareOf = (rows: number, of: number): number => (of === 0 ? 0 : Math.min(1, rows / of));
const mostFirst = (a: Finding, b: Finding): number => b.share - a.share;
const plain = ({ text, values }: Statement): CheckResult['findings'][number]['statement'] => ({
  text,
  values: { ...values },
});
