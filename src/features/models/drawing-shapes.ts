/** What a drawing is made of before anything is laid over it. */
export interface Picture {
  readonly title: string;
  readonly shapes: readonly Shape[];
  readonly lines: readonly {
    readonly points: readonly number[];
    readonly arrow: boolean;
    readonly label: Label | null;
  }[];
  /** What the signs in it mean, where that is not plain. */
  readonly signs: readonly { readonly sign: string; readonly text: string }[];
}

export interface Shape {
  readonly form: 'box' | 'circle' | 'diamond';
  /** Middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Radius of the corners of a box. */
  readonly rx: number;
  /** Says how it looks: a class of the stylesheet. */
  readonly look: string;
  /** Path of a sign around the middle; null: none. */
  readonly sign: string | null;
  /** A second circle within the first. */
  readonly inner: boolean;
  /** A token in the middle. */
  readonly dot: boolean;
  readonly activity: string | null;
  readonly transition: string | null;
  readonly name: readonly string[];
  readonly label: Label | null;
  readonly title: string;
}

/** A text beside what it belongs to, from the top left. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lines: readonly string[];
}

export const PLAIN = {
  ...{ sign: null, inner: false, dot: false, rx: 6, activity: null, transition: null, name: [], label: null },
} as const;

/** Paths around the middle. */
export const SIGNS = {
  cross: 'M-7-7L7 7M7-7L-7 7',
  plus: 'M-9 0H9M0-9V9',
  ring: 'M-9 0A9 9 0 1 0 9 0A9 9 0 1 0-9 0',
  arrow: 'M-8 0H8M3-5L8 0L3 5',
  and: 'M-6 6L0-6L6 6',
  or: 'M-6-6L0 6L6-6',
  again: 'M4-5.5A7 7 0 1 0 7 0M8-7V-3.5H4',
} as const;
