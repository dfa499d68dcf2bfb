import type { Route } from '../../../platform/http/route.ts';
import { editPages } from './edit.ts';
import { filePages } from './files.ts';
import { keepPages } from './keep.ts';
import { listPages } from './list.ts';
import { modelPages } from './model-page.ts';
import type { ModelPageParts } from './page-parts.ts';
import { scoringPages } from './scoring.ts';
import { uploadPages } from './upload.ts';

/** The models of a project: the list, single ones, what is uploaded and saved. */
export const allModelPages = (parts: ModelPageParts): Route[] =>
  [listPages, uploadPages, keepPages, filePages, modelPages, editPages, scoringPages].flatMap((pages) => pages(parts));
