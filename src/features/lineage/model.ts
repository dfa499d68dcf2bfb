import { Nullable, type Static, Type } from '#sdk';
import type { RecordedStep } from '../../platform/provenance/index.ts';

const ThingView = Type.Object({
  kind: Type.String({ description: 'file, rows or version' }),
  hash: Type.String({ description: 'SHA-256, in hex' }),
  number: Type.Optional(Type.Integer({ description: 'Of a published version' })),
});

export const StepView = Type.Object({
  number: Type.Integer(),
  step: Type.String({ description: 'transform, receive, read, load, enrich, erase, restore, export or remove-file' }),
  inputs: Type.Array(ThingView),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  output: Nullable(ThingView),
  by: Nullable(
    Type.String({ description: 'Name of who asked for it; null: the appliance, or an account that is gone' }),
  ),
  jobId: Nullable(Type.String()),
  build: Type.String({ description: 'Build of the program that did it' }),
  at: Type.String({ description: 'Instant in ISO 8601, UTC' }),
});

export const presentStep = ({ number, step, inputs, parameters, output, by, job, build, atMs }: RecordedStep) =>
  ({
    ...{ number, step, inputs: [...inputs], parameters, output, by, jobId: job, build },
    at: new Date(atMs).toISOString(),
  }) as Static<typeof StepView>;
