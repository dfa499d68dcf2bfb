import type { CalculatorInfo, PluginInfo } from '../analyses/index.ts';

export interface ManualParts {
  readonly version: string;
  /** Checksum of the build; where the program runs from its source, a word that says so. */
  readonly build: string;
  /** Adds the page of components, for those who build pages. */
  readonly fromSource: boolean;
  readonly filters: () => readonly PluginInfo[];
  readonly calculators: () => readonly CalculatorInfo[];
}
