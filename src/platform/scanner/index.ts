/** A scanner for malware looks at what people send, before anything here reads it. */
import type { Egress } from '../egress/index.ts';
import { clamdScanner } from './clamd.ts';
import { commandScanner } from './command.ts';
import type { Scanner } from './scanner.ts';

export type { Scanner, Verdict } from './scanner.ts';

export interface ScannerSettings {
  /** `unix:/path` or `tcp://host:port`; empty: none. */
  readonly clamd: string;
  /** A program and its arguments; empty: none. */
  readonly command: readonly string[];
  readonly cleanExitCodes: readonly number[];
  readonly infectedExitCodes: readonly number[];
  readonly timeLimitMs: number;
}

/** Those that the configuration names; a file is asked about at each. */
export function scannersOf(settings: ScannerSettings, egress: Pick<Egress, 'connect'>): readonly Scanner[] {
  const scanners: Scanner[] = [];
  if (settings.clamd) scanners.push(clamdScanner(settings.clamd, settings.timeLimitMs, egress));
  if (settings.command.length > 0) scanners.push(commandScanner(settings));
  return scanners;
}
