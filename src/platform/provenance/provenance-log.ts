import { sql } from '#sdk';
import type { Clock } from '../clock.ts';
import type { Db, Tx } from '../db/index.ts';
import type { RecordedStep, Step, StepDone, Thing } from './step.ts';

/** Of which dataset, and on whose behalf. */
export interface StepCause {
  readonly tenant: string;
  readonly dataset: string;
  /** Null: the appliance itself. */
  readonly user: string | null;
  readonly job?: string | null;
}

/** The steps of every dataset: written with the change that they tell of, never changed afterwards. */
export interface ProvenanceLog {
  record(tx: Tx, cause: StepCause, step: StepDone): void;
  /** All steps of a dataset, the first one first. */
  list(tenant: string, dataset: string): RecordedStep[];
}

interface Row {
  id: string;
  number: number;
  step: Step;
  inputs: string;
  parameters: string;
  output_kind: Thing['kind'] | null;
  output_hash: string | null;
  output_number: number | null;
  user_id: string | null;
  by: string | null;
  job_id: string | null;
  build: string;
  at: number;
}

export const provenanceLog = (parts: { db: Db; clock: Clock; newId: () => string; build: string }): ProvenanceLog => ({
  record(tx, { tenant, dataset, user, job = null }, { step, inputs, parameters, output }) {
    const { n } = tx.get<{ n: number }>(sql`select coalesce(max(number), 0) + 1 as n from provenance_steps
      where tenant_id = ${tenant} and dataset_id = ${dataset}`)!;
    tx.run(sql`insert into provenance_steps (id, tenant_id, dataset_id, number, step, inputs, parameters, output_kind,
        output_hash, output_number, user_id, job_id, build, at)
      values (${parts.newId()}, ${tenant}, ${dataset}, ${n}, ${step}, ${JSON.stringify(inputs)},
        ${JSON.stringify(parameters)}, ${output?.kind ?? null}, ${output?.hash ?? null}, ${output?.number ?? null},
        ${user}, ${job}, ${parts.build}, ${parts.clock.now()})`);
  },
  list: (tenant, dataset) =>
    parts.db
      .all<Row>(sql`select s.id, s.number, s.step, s.inputs, s.parameters, s.output_kind, s.output_hash,
          s.output_number, s.user_id, p.display_name as "by", s.job_id, s.build, s.at
        from provenance_steps s left join users p on p.tenant_id = s.tenant_id and p.id = s.user_id
        where s.tenant_id = ${tenant} and s.dataset_id = ${dataset} order by s.number`)
      .map(toStep),
});

const toStep = (row: Row): RecordedStep => ({
  ...{ id: row.id, number: row.number, step: row.step, inputs: JSON.parse(row.inputs) as Thing[] },
  parameters: JSON.parse(row.parameters) as Record<string, unknown>,
  output: row.output_kind === null ? null : thing(row.output_kind, row.output_hash!, row.output_number),
  ...{ user: row.user_id, by: row.by, job: row.job_id, build: row.build, atMs: row.at },
});

const thing = (kind: Thing['kind'], hash: string, number: number | null): Thing =>
  number === null ? { kind, hash } : { kind, hash, number };
