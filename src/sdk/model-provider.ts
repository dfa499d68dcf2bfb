import type { ConnectorRun } from './connector.ts';
import type { Descriptor } from './descriptor.ts';
import type { Static, TObject } from './schema.ts';

export interface Message {
  role: 'system' | 'user' | 'assistant';
  text: string;
}

export interface CompletionPart {
  text: string;
  /** With the last part. */
  usage?: { inputTokens: number; outputTokens: number };
}

/** A language model on the intranet, or outside where egress is allowed. */
export interface ModelProvider<P extends TObject = TObject> extends Descriptor<P> {
  readonly kind: 'model-provider';
  complete(
    params: Static<P>,
    messages: readonly Message[],
    options: { maxTokens: number; temperature: number },
    run: ConnectorRun,
  ): AsyncIterable<CompletionPart>;
}

export const defineModelProvider = <P extends TObject>(provider: Omit<ModelProvider<P>, 'kind'>): ModelProvider<P> => ({
  kind: 'model-provider',
  ...provider,
});
