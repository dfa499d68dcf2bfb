/** The contract: all that a plug-in ever sees. Imports TypeBox only. */
export * from './bits.ts';
export * from './calculator.ts';
export * from './columns.ts';
export * from './connector.ts';
export * from './descriptor.ts';
export * from './enrichment.ts';
export * from './explainer.ts';
export * from './fault.ts';
export * from './filter.ts';
export * from './kernel.ts';
export * from './log.ts';
export * from './model-provider.ts';
export * from './nearest.ts';
export * from './run.ts';
export * from './schema.ts';
export * from './sql.ts';
export * from './transform.ts';
