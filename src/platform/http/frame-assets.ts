import stylesheet from '../../../public/adit.css' with { type: 'text' };
import { asset, type Route } from './route.ts';

/** The files that every page's frame refers to. */
export const FRAME_ASSETS: readonly Route[] = [asset('/public/adit.css', 'text/css; charset=utf-8', stylesheet)];
