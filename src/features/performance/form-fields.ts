/** A GET form drops the query of its address: it carries the rest as hidden fields. */
export const fieldsWithout = (href: string, ...names: readonly string[]) =>
  [...new URL(href, 'http://x').searchParams]
    .filter(([name]) => !names.includes(name))
    .map(([name, value]) => ({ name, value }));
