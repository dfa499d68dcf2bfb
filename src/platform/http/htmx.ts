/** The element that boosted links and forms swap: navigation and view of the page. */
const APP_TARGET = 'div#app';

/** htmx names the place it swaps; a page that is restored from the history is wanted whole. */
export const wantsPart = ({ headers }: Request): boolean =>
  headers.get('hx-request') === 'true' &&
  headers.get('hx-target') === APP_TARGET &&
  !headers.has('hx-history-restore-request');
