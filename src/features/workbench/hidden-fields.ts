/** The query of an address as hidden fields: a GET form drops it. `without`: what the form asks for itself. */
export const hiddenFields = (href: string, ...without: readonly string[]) =>
  [...new URL(href, 'http://x').searchParams]
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => ({ name, value }));
