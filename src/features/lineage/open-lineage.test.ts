import { expect, test } from 'bun:test';
import { Value } from '@sinclair/typebox/value';
import { Type } from '#sdk';
import type { RecordedStep } from '../../platform/provenance/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { openLineageEvents } from './open-lineage.ts';

/** Written by hand from the specification, https://openlineage.io/spec/2-0-2/OpenLineage.json: the schema itself is in no package of npm. */
const Uri = Type.String({ pattern: '^[a-z][a-z0-9+.-]*:' });
const facetOf = (properties: Parameters<typeof Type.Object>[0]) =>
  Type.Object({ _producer: Uri, _schemaURL: Uri, ...properties });
const Facets = Type.Record(Type.String(), facetOf({}));
const DatasetOf = { namespace: Type.String(), name: Type.String() };
const RunEvent = Type.Object({
  eventTime: Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\dT[\d:.]+Z$` }),
  producer: Uri,
  schemaURL: Uri,
  eventType: Type.Union(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'].map((type) => Type.Literal(type))),
  run: Type.Object({ runId: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }), facets: Facets }),
  job: Type.Object({ ...DatasetOf, facets: Facets }),
  inputs: Type.Array(
    Type.Object({
      ...DatasetOf,
      facets: Facets,
      inputFacets: Type.Object({
        dataQualityMetrics: Type.Optional(
          facetOf({ rowCount: Type.Integer(), columnMetrics: Type.Record(Type.String(), Type.Unknown()) }),
        ),
      }),
    }),
  ),
  outputs: Type.Array(
    Type.Object({
      ...DatasetOf,
      facets: Type.Object({
        version: facetOf({ datasetVersion: Type.String() }),
        schema: Type.Optional(facetOf({ fields: Type.Array(Type.Object({ name: Type.String() })) })),
        columnLineage: Type.Optional(
          facetOf({
            fields: Type.Record(
              Type.String(),
              Type.Object({
                inputFields: Type.Array(
                  Type.Object({
                    ...DatasetOf,
                    field: Type.String(),
                    transformations: Type.Array(
                      Type.Object({ type: Type.String(), subtype: Type.String(), masking: Type.Boolean() }),
                    ),
                  }),
                ),
              }),
            ),
          }),
        ),
      }),
      outputFacets: Type.Object({ outputStatistics: Type.Optional(facetOf({ rowCount: Type.Integer() })) }),
    }),
  ),
});

const cause = { user: null, by: null, job: null, build: 'b1', atMs: 1_700_000_000_000 };
const id = (n: number) => `0199a3c2-7d10-7000-8000-00000000000${n}`;
const file = { kind: 'file', hash: 'f'.repeat(64) } as const;
const rows = { kind: 'rows', hash: 'a'.repeat(64) } as const;
const STEPS: RecordedStep[] = [
  {
    ...cause,
    id: id(1),
    number: 1,
    step: 'receive',
    inputs: [],
    parameters: { name: 'a.csv', bytes: 9 },
    output: file,
  },
  {
    ...{ ...cause, id: id(2), number: 2, step: 'read', inputs: [file], output: rows },
    parameters: {
      read: 5,
      accepted: 4,
      columns: [
        { column: 'Fall', name: 'case' },
        { column: 'Wer', name: 'who', action: 'hash' },
      ],
    },
  },
  {
    ...{ ...cause, id: id(3), number: 3, step: 'load', inputs: [rows], parameters: { events: 4 } },
    output: { kind: 'version', hash: 'c'.repeat(64), number: 1 },
  },
  {
    ...{ ...cause, id: id(4), number: 4, step: 'export', parameters: {}, output: null },
    inputs: [{ kind: 'version', hash: 'c'.repeat(64), number: 1 }],
  },
];

test('every step is a RunEvent as the specification wants it', () => {
  const events = openLineageEvents({ tenant: 't', id: 'd' } as Dataset, STEPS);
  for (const event of events)
    expect([...Value.Errors(RunEvent, event)].map(({ path, message }) => `${path} ${message}`)).toEqual([]);
  expect(events).toHaveLength(4);
});

test('files, rows and versions hang together; columns say where they come from and whether they tell of people still', () => {
  const [received, read, load, exported] = openLineageEvents({ tenant: 't', id: 'd' } as Dataset, STEPS);
  expect(read!.inputs[0]!.name).toBe(received!.outputs[0]!.name);
  expect(load!.inputs[0]!.name).toBe(read!.outputs[0]!.name);
  expect(exported!.inputs[0]!.name).toBe(load!.outputs[0]!.name);
  expect(read!.inputs[0]!.inputFacets).toMatchObject({ dataQualityMetrics: { rowCount: 5 } });
  expect(load!.outputs[0]!.outputFacets).toMatchObject({ outputStatistics: { rowCount: 4 } });
  const facets = read!.outputs[0]!.facets as unknown as { columnLineage: { fields: Record<string, unknown> } };
  expect(facets.columnLineage.fields).toMatchObject({
    case: { inputFields: [{ field: 'Fall', transformations: [{ masking: false, subtype: 'IDENTITY' }] }] },
    who: { inputFields: [{ field: 'Wer', transformations: [{ masking: true, subtype: 'TRANSFORMATION' }] }] },
  });
});
