import { Value } from '@sinclair/typebox/value';
import {
  AppError,
  allBits,
  type Bits,
  type Calculator,
  type ColumnId,
  countBits,
  type Filter,
  hasBit,
  type Kernel,
  type Log,
  type Run,
  type Sql,
  type Step,
  wordsFor,
} from '#sdk';
import { toWorkingTime } from '../../mining/log/calendar.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import { evaluateView, type ViewHost } from '../../mining/views/evaluate.ts';
import { type PlannedStep, planView } from '../../mining/views/plan.ts';
import { countDifferent, countKept, type Selection } from '../../mining/views/selection.ts';
import { hashOf } from '../canonical.ts';
import { isNoSpace } from '../disk-full.ts';
import { writeSelection } from '../export/selection-file.ts';
import { BLOCKS, type Counts, type Outcome, type Request, type Task } from '../pool/protocol.ts';
import { filteredCopy } from '../publish/filtered-copy.ts';
import type { Registry } from '../registry.ts';
import { classifierColumn, type OpenVersion } from '../segments/open-version.ts';
import { NO_VEIL, veiled } from '../segments/veil.ts';
import { tooAlike, tooFewCases } from './group-faults.ts';
import { liveDictionary } from './live-dictionary.ts';
import { planPolicy, policyFault } from './policy.ts';
import { suppressSmallGroups } from './suppress.ts';

/** What a driver stands on: threads, a memory for selections, and SQL over the archive. */
export interface DriveHost {
  registry: Registry;
  open(folder: string): OpenVersion;
  run(task: Omit<Task, 'id' | 'counter'>): Promise<unknown[]>;
  recall(key: string): Promise<readonly Bits[] | null>;
  keep(key: string, bits: readonly Bits[]): void;
  /** Rows `(segment, index)` of a statement over the version's archive; `keptEvents` as such pairs, null: every event. */
  archiveRows(version: string, statement: Sql, keptEvents: Uint32Array | null): Promise<Uint32Array>;
  progress(share: number): void;
  signal: AbortSignal;
}

/** Drives one job: policy, view, calculation, check, suppression. Runs on a worker, never on the main thread. */
export async function drive(request: Request, stop: Int32Array, host: DriveHost): Promise<Outcome> {
  const driver = new Driver(request, stop, host);
  return driver.outcome();
}

class Driver {
  readonly #request: Request;
  readonly #stop: Int32Array;
  readonly #host: DriveHost;
  /** What the policy looks at; everything else sees what is left of it. */
  readonly #whole: OpenVersion;
  readonly #version: OpenVersion;
  readonly #classifier: ColumnId;

  constructor(request: Request, stop: Int32Array, host: DriveHost) {
    this.#request = request;
    this.#stop = stop;
    this.#host = host;
    this.#whole = host.open(request.version);
    this.#version = veiled(this.#whole, request.veil ?? NO_VEIL);
    this.#classifier = classifierColumn(this.#version.manifest, request.classifier);
  }

  async outcome(): Promise<Outcome> {
    const { filterSource } = this.#host.registry;
    const { policy, steps, calculator: wanted, k } = this.#request;
    const calculator = wanted && this.#host.registry.calculator(wanted.id);
    const params = calculator && checkParams(calculator.params, wanted.params, '/params');
    const dead = this.#deadAware();
    const base = this.#whole.log(this.#classifier, this.#whole.manifest);
    const plan = planPolicy(policy, filterSource);
    const live = await evaluateView(plan, dead, this.#viewHost(base, 'policy', dead)).catch((error) => {
      throw policyFault(error);
    });
    const total = this.#count(live);
    if (this.#request.copyInto) filteredCopy(this.#version, live, this.#request.copyInto);
    const log = this.#log(total, live);
    const selection = await evaluateView(planView(steps, filterSource), live, this.#viewHost(log, 'view', live));
    const kept = this.#count(selection);
    if (this.#request.selectionInto) writeSelection(this.#request.selectionInto, selection);
    if (!calculator) return { text: null, kept, total, suppressed: 0 };
    if (kept.cases > 0 && kept.cases < k) throw tooFewCases(k);
    const result = await named('calculator', calculator.id, async () =>
      calculator.compute(log, params as never, this.#run(log, selection, live)),
    );
    return { ...this.#finish(calculator, result, k), kept, total };
  }

  #finish(calculator: Calculator, result: unknown, k: number): Pick<Outcome, 'text' | 'suppressed'> {
    if (!Value.Check(calculator.result, result)) {
      const first = Value.Errors(calculator.result, result).First();
      throw new Error(`the calculator "${calculator.id}" breaks its own schema at ${first?.path}: ${first?.message}`);
    }
    const small = suppressSmallGroups(calculator.result, result, k);
    if (small.result === null) throw tooFewCases(k);
    return { text: JSON.stringify(small.result), suppressed: small.suppressed };
  }

  #deadAware(): Selection {
    const { live, segments } = this.#version;
    if (live.every((bits) => bits === null)) return { cases: null, events: null };
    return {
      cases: live.map((bits, i) => bits ?? allBits(segments[i]!.cases, shared(segments[i]!.cases))),
      events: null,
    };
  }

  #log({ cases, events }: Counts, live: Selection): Log {
    const { policy, asOf } = this.#request;
    // Without a policy nothing is hidden: a replaced case has its values in the copy that lives.
    if (policy.length === 0) return this.#version.log(this.#classifier, { cases, events });
    const dictionary = liveDictionary(this.#version, { steps: policy, asOf: Number.isNaN(asOf) ? null : asOf }, live);
    return this.#version.log(this.#classifier, { cases, events }, dictionary);
  }

  #count(selection: Selection): Counts {
    const counts = { cases: 0, events: 0 };
    this.#version.segments.forEach((segment, i) => {
      const kept = countKept(segment, selection.cases?.[i] ?? null, selection.events?.[i] ?? null);
      counts.cases += kept.cases;
      counts.events += kept.events;
    });
    return counts;
  }

  #task(operation: Task['operation'], against: Selection): Omit<Task, 'id' | 'counter'> {
    return {
      version: this.#request.version,
      operation,
      cases: against.cases,
      events: against.events,
      classifier: this.#classifier,
      calendar: this.#request.calendar ?? null,
      blocks: Math.min(BLOCKS, this.#version.segments.length),
      stop: this.#stop,
    };
  }

  #run(log: Log, selection: Selection, live: Selection): Run {
    const { asOf, deadlineMs, k, calendar } = this.#request;
    return {
      reduce: async <P, A>(kernel: Kernel<P, A>, params: P): Promise<A> => {
        const partials = await this.#host.run(this.#task({ kind: 'kernel', kernel: kernel.id, params }, selection));
        return (partials as A[]).reduce((a, b) => kernel.merge(a, b));
      },
      share: async (work, parts) =>
        (await this.#host.run({
          ...this.#task({ kind: 'parts', work: work.id, parts }, { cases: null, events: null }),
          blocks: parts.length,
        })) as never,
      select: (inner) => this.#casesKept(log, inner, selection),
      over: async (steps, pointer) => this.#run(log, await this.#other(log, selection, live, steps, pointer), live),
      clock: (instants) => (calendar ? toWorkingTime(calendar.calendar, instants) : instants),
      signal: this.#host.signal,
      deadlineMs,
      progress: (share) => this.#host.progress(share),
      asOf,
      zone: log.zone,
      k,
    };
  }

  /** Steps inside of parameters, against what is left there. Not remembered on their own: what they are part of is. */
  async #casesKept(log: Log, steps: readonly Step[], against: Selection): Promise<readonly Bits[]> {
    const { filterSource } = this.#host.registry;
    const host: ViewHost = { ...this.#viewHost(log, 'view', against), memo: (_key, compute) => compute() };
    return (await evaluateView(planView(steps, filterSource), against, host)).cases ?? host.all('cases');
  }

  /** What other steps keep, to be compared with a view: two groups that few cases tell apart would tell of these few. */
  async #other(log: Log, view: Selection, live: Selection, steps: readonly Step[], at: string): Promise<Selection> {
    const { k } = this.#request;
    const plan = planView(steps, this.#host.registry.filterSource, at);
    const other = await evaluateView(plan, live, this.#viewHost(log, 'view', live));
    if (k <= 1) return other;
    const { cases } = this.#count(other);
    if (cases > 0 && cases < k) throw tooFewCases(k);
    let different = 0;
    for (const segment of this.#version.segments) different += countDifferent(segment, view, other, k - different);
    if (different > 0 && different < k) throw tooAlike(k);
    return other;
  }

  #viewHost(log: Log, part: 'policy' | 'view', live: Selection): ViewHost {
    const { version, policy, veil, calendar, asOf, k } = this.#request;
    const base = {
      version,
      asOf: Number.isNaN(asOf) ? null : asOf,
      hash: this.#version.manifest.hash,
      part,
      policy,
      veil,
      classifier: this.#classifier,
      calendar: calendar?.hash,
      // A filter may refuse, or discover something else, where single cases are not shown.
      ...(part === 'view' ? { k: Math.max(1, k) } : {}),
    };
    return {
      select: (step, against) => this.#select(log, step as PlannedStep & { filter: Filter }, { against, live, part }),
      casesWith: async (events) => {
        const into = this.#version.segments.map((s) => shared(s.cases));
        await this.#host.run(this.#task({ kind: 'casesWith', events, into }, live));
        return into;
      },
      all: (keeps) => this.#version.segments.map((s) => allBits(s[keeps], shared(s[keeps]))),
      memo: async (key, compute) => {
        const full = hashOf({ ...base, key });
        const known = await this.#host.recall(full);
        if (known) return known;
        const bits = await compute();
        this.#host.keep(full, bits);
        return bits;
      },
    };
  }

  async #select(
    log: Log,
    step: PlannedStep & { filter: Filter },
    { against, live, part }: { against: Selection; live: Selection; part: 'policy' | 'view' },
  ): Promise<readonly Bits[]> {
    const { filter } = step;
    const params = (step as unknown as { params: never }).params;
    const keeps = filter.keeps(params);
    const into = this.#version.segments.map((s) => shared(s[keeps]));
    const statement = filter.sql?.(params, log) ?? null;
    if (statement) {
      const found = await this.#host.archiveRows(
        this.#request.version,
        statement,
        against.events && pairsOf(against.events),
      );
      for (let i = 0; i < found.length; i += 2) {
        const bits = into[found[i]!];
        const at = found[i + 1]!;
        if (!bits || at >>> 5 >= bits.length)
          throw new AppError('internal', 'run.archiveRow', 'The archive names a row that the segments do not have.');
        bits[at >>> 5]! |= 1 << (at & 31);
      }
      return into;
    }
    await named('filter', filter.id, async () => {
      const run = this.#run(log, against, live);
      const context = await filter.prepare(
        log,
        params,
        part === 'policy' ? { ...run, allowsUnknownValues: true } : run,
      );
      await this.#host.run(this.#task({ kind: 'select', filter: filter.id, params, context, into }, against));
    });
    return into;
  }
}

/** Puts the plug-in's id into the message of what it throws and what is no fault of the person who asked. */
async function named<T>(kind: string, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isNoSpace(error) || (error instanceof AppError && error.fault !== 'internal')) throw error;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const defect = new AppError('internal', 'run.defect', `The ${kind} "${id}" failed: ${message}`);
    if (stack) defect.stack = stack;
    throw defect;
  }
}

/** Set bits as `(segment, index)` pairs. */
function pairsOf(bits: readonly Bits[]): Uint32Array {
  const pairs = new Uint32Array(2 * bits.reduce((n, b) => n + countBits(b), 0));
  let at = 0;
  bits.forEach((words, segment) => {
    for (let i = 0; i < words.length * 32; i++) {
      if (!hasBit(words, i)) continue;
      pairs[at++] = segment;
      pairs[at++] = i;
    }
  });
  return pairs;
}

/** An empty bit set that all threads can see. */
const shared = (length: number): Bits => new Uint32Array(new SharedArrayBuffer(wordsFor(length) * 4));
