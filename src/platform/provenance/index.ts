export { type ProvenanceLog, provenanceLog } from './provenance-log.ts';
export type { RecordedStep, Step, StepDone, Thing } from './step.ts';
