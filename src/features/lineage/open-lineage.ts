import type { RecordedStep, Thing } from '../../platform/provenance/index.ts';
import type { Dataset } from '../datasets/index.ts';

const PRODUCER = 'urn:adit';
const SPEC = 'https://openlineage.io/spec';
const schemaOf = (facet: string, version: string) => `${SPEC}/facets/${version}/${facet}.json#/$defs/${facet}`;

/** A column of a file and what it is called in the log; as steps of reading have it. */
interface ReadColumn {
  readonly column: string;
  readonly name: string;
  readonly action?: string;
}

const facet = (name: string, version: string, content: object) => ({
  _producer: PRODUCER,
  _schemaURL: schemaOf(name, version),
  ...content,
});

/**
 * Every step of a dataset as a RunEvent of OpenLineage (https://openlineage.io/spec/2-0-2), for catalogues that gather lineage. Ids stand
 * for names; parameters go along as a facet of our own.
 */
export function openLineageEvents(dataset: Dataset, steps: readonly RecordedStep[]) {
  const namespace = `adit:${dataset.tenant}`;
  const reads = new Map(steps.flatMap((s) => (s.step === 'read' && s.output ? [[s.output.hash, s] as const] : [])));
  return steps.map((step) => {
    const read = step.inputs.flatMap((input) => reads.get(input.hash) ?? [])[0];
    const columns = ((step.step === 'read' ? step : read)?.parameters.columns ?? []) as readonly ReadColumn[];
    const of = { namespace, dataset: dataset.id, step, columns };
    return {
      eventType: 'COMPLETE',
      eventTime: new Date(step.atMs).toISOString(),
      producer: PRODUCER,
      schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
      run: { runId: step.id, facets: runFacets(step) },
      job: { namespace, name: `${dataset.id}.${step.step}`, facets: { ...JOB_FACETS, ...queryFacet(step) } },
      inputs: [...sourceOf(step, dataset.tenant), ...step.inputs.map((input) => inputOf(input, of))],
      outputs: step.output ? [outputOf(step.output, of)] : [],
    };
  });
}

const runFacets = ({ parameters, build }: RecordedStep) => ({
  processing_engine: facet('ProcessingEngineRunFacet', '1-1-1', { name: 'adit', version: build }),
  adit_parameters: { _producer: PRODUCER, _schemaURL: `${PRODUCER}:parameters`, parameters },
});

const JOB_FACETS = {
  jobType: facet('JobTypeJobFacet', '2-0-3', { processingType: 'BATCH', integration: 'ADIT', jobType: 'JOB' }),
};

interface Of {
  readonly namespace: string;
  readonly dataset: string;
  readonly step: RecordedStep;
  readonly columns: readonly ReadColumn[];
}

const nameOf = ({ kind, hash }: Thing, dataset: string): string =>
  kind === 'file' ? `files/${hash}` : kind === 'rows' ? `rows/${hash}` : `datasets/${dataset}`;

/** The table, or what else of a connection was read. */
function sourceOf({ step, parameters }: RecordedStep, tenant: string) {
  const { connection, connectionName, table, query, files, columns } = parameters;
  if (step !== 'receive' || typeof connection !== 'string') return [];
  const fields = Array.isArray(columns)
    ? { schema: schemaFacet(columns.map((name: string) => ({ column: name, name }))) }
    : {};
  const uri = `adit:${tenant}/connections/${connection}`;
  return [
    {
      ...{ namespace: uri, name: String(table ?? files ?? (query === undefined ? connectionName : 'query')) },
      facets: { dataSource: facet('DatasourceDatasetFacet', '1-0-1', { name: connectionName, uri }), ...fields },
      inputFacets: {},
    },
  ];
}

const queryFacet = ({ parameters: { query } }: RecordedStep) =>
  typeof query === 'string' ? { sql: facet('SQLJobFacet', '1-0-1', { query }) } : {};

const versionFacet = ({ number, hash }: Thing) =>
  facet('DatasetVersionDatasetFacet', '1-0-1', { datasetVersion: number === undefined ? hash : `${number}:${hash}` });

function inputOf(thing: Thing, { namespace, dataset, step }: Of) {
  const rows = step.step === 'read' ? step.parameters.read : undefined;
  return {
    ...{ namespace, name: nameOf(thing, dataset), facets: { version: versionFacet(thing) } },
    inputFacets:
      typeof rows === 'number'
        ? {
            dataQualityMetrics: facet('DataQualityMetricsInputDatasetFacet', '1-0-2', {
              rowCount: rows,
              columnMetrics: {},
            }),
          }
        : {},
  };
}

function outputOf(thing: Thing, { namespace, dataset, step, columns }: Of) {
  const { accepted, events } = step.parameters;
  const rowCount = step.step === 'read' ? accepted : events;
  const schema = columns.length === 0 ? {} : { schema: schemaFacet(columns) };
  const source = step.inputs.find(({ kind }) => kind === (step.step === 'read' ? 'file' : 'rows'));
  const lineage =
    columns.length === 0 || !source
      ? {}
      : { columnLineage: columnFacet(columns, source, { namespace, dataset, step, columns }) };
  return {
    ...{ namespace, name: nameOf(thing, dataset), facets: { version: versionFacet(thing), ...schema, ...lineage } },
    outputFacets:
      typeof rowCount === 'number'
        ? { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', { rowCount }) }
        : {},
  };
}

const schemaFacet = (columns: readonly ReadColumn[]) =>
  facet('SchemaDatasetFacet', '1-1-1', { fields: columns.map(({ name }) => ({ name })) });

/** Which column of what went in a column comes from, and whether its values were changed so that people are not told. */
function columnFacet(columns: readonly ReadColumn[], source: Thing, { namespace, dataset, step }: Of) {
  const fields = columns.map(({ column, name, action }) => {
    const masking = step.step === 'read' && action !== undefined;
    const transformations = [{ type: 'DIRECT', subtype: masking ? 'TRANSFORMATION' : 'IDENTITY', masking }];
    const field = step.step === 'read' ? column : name;
    return [name, { inputFields: [{ namespace, name: nameOf(source, dataset), field, transformations }] }];
  });
  return facet('ColumnLineageDatasetFacet', '1-2-0', { fields: Object.fromEntries(fields) });
}
