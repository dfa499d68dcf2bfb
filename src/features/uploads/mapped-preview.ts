import type { FilePreview } from '../../engine/import/preview-job.ts';
import type { MappingMatch } from '../column-mappings/index.ts';

/** What a file, or a sample of a source, holds and what would become of it under a mapping. */
export interface MappedPreview extends FilePreview {
  /** Kept mappings for files with these columns, the one for just this make first; near ones say what is different. */
  readonly kept: readonly MappingMatch[];
}
