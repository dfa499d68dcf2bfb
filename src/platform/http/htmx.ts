/** The element that boosted links and forms swap: navigation and view of the page. */
const APP = 'app';

/** Id of the element that htmx is going to swap; null where none is named, or a page is restored from the history and wanted whole. */
export function swapTargetOf({ headers }: Request): string | null {
  if (headers.get('hx-request') !== 'true' || headers.has('hx-history-restore-request')) return null;
  return /^[\w-]+#(.+)$/.exec(headers.get('hx-target') ?? '')?.[1] ?? null;
}

/** True where htmx asks for navigation and view only. */
export const wantsPart = (request: Request): boolean => swapTargetOf(request) === APP;
