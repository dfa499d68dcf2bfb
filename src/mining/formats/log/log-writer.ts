import type { Segment } from '#sdk';
import type { ArchivedRows } from './cells.ts';

/** Writes a log as a document, case by case in the order of the segments. What was written so far is taken from `sink`. */
export interface LogWriter {
  begin(): void;
  segment(segment: Segment, archived: () => ArchivedRows): void;
  beginCase(caseIx: number): void;
  event(eventIx: number): void;
  endCase(): void;
  end(): void;
}
