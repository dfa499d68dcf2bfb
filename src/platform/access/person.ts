import type { NamedWorkspace } from './held-access.ts';

/** Languages of the pages; the first is taken where nothing is said. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];
export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What a person chose for the pages; null: not chosen. */
export interface Preferences {
  /** IANA name of the zone in which times are shown. */
  readonly displayZone: string | null;
  readonly language: Locale | null;
  readonly density: Density | null;
  readonly theme: Theme | null;
}

/** The person behind a credential, as pages greet and serve it. */
export interface Person {
  readonly name: string;
  readonly login: string;
  readonly preferences: Preferences;
  /** Those that the person may enter, by name. */
  readonly workspaces: readonly NamedWorkspace[];
  /** In which of them the person works now; null: in all. */
  readonly workspace: string | null;
}
