/**
 * What the charting library writes, without what our Content Security Policy forbids and a still picture does not need: styles become
 * attributes, and rules for pointing at parts go.
 */
export const stillSvg = (svg: string): string =>
  svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    // Counted over all pictures of a thread.
    .replace(/\bzr\d+-(\w+)/g, 'part-$1')
    .replace(/ (class|pointer-events|ecmeta_[\w-]+)="[^"]*"/g, '');

const attributesOf = (style: string): string =>
  style
    .replaceAll('&quot;', "'")
    .split(';')
    .map((rule) => rule.split(':'))
    .filter(([name, value]) => name?.trim() && value !== undefined)
    .map(([name, ...value]) => ` ${name!.trim()}="${value.join(':').trim()}"`)
    .join('');
