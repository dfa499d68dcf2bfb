import { DENSITIES, type Density, LOCALES, type Locale, type Person, THEMES, type Theme } from '../access/person.ts';

export type { Density, Locale, Theme } from '../access/person.ts';

/** For whom a page is made: every choice is filled in, also for callers who have not signed in. */
export interface Viewer {
  /** As shown to people; null for callers who have not signed in. */
  readonly name: string | null;
  readonly login: string | null;
  /** IANA name of the zone in which times are shown. */
  readonly zone: string;
  readonly locale: Locale;
  readonly density: Density;
  readonly theme: Theme;
  /** To choose from at the top of the page. */
  readonly workspaces: Person['workspaces'];
  readonly workspace: string | null;
}

/** The zone of this machine: what its people mean by "ten o'clock" until they say otherwise. */
export const SERVER_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Fills in what was not chosen: the server's zone, the browser's language, the usual look. */
export function viewerOf(person: Person | null, acceptLanguage: string | null): Viewer {
  const chosen = person?.preferences;
  return {
    ...{ name: person?.name ?? null, login: person?.login ?? null },
    zone: chosen?.displayZone ?? SERVER_ZONE,
    locale: chosen?.language ?? preferredLocale(acceptLanguage),
    density: chosen?.density ?? DENSITIES[0],
    theme: chosen?.theme ?? THEMES[0],
    ...{ workspaces: person?.workspaces ?? [], workspace: person?.workspace ?? null },
  };
}

/** The first of our languages in the order of the header; `q` decides, then the place. */
export function preferredLocale(acceptLanguage: string | null): Locale {
  const wishes = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const q = parameters.find((p) => p.startsWith('q='))?.slice(2);
      // What is no number is no wish: the filter below leaves NaN out.
      const weight = q === undefined ? 1 : Number(q);
      return { locale: LOCALES.find((l) => tag === l || tag.startsWith(`${l}-`)), weight };
    })
    .filter((wish) => wish.locale !== undefined && wish.weight > 0);
  return wishes.toSorted((a, b) => b.weight - a.weight)[0]?.locale ?? LOCALES[0];
}
