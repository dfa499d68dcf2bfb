/** Name of a colour of the stylesheet: the reader's theme says what it looks like. */
export type Token = `--${string}`;

interface Series {
  readonly name: string;
  readonly kind: 'bar' | 'line' | 'area';
  readonly colour: Token;
  /** One per label of the x axis; or points, where that axis is of numbers. */
  readonly data: readonly (number | null)[] | readonly (readonly [x: number, y: number])[];
}

/** A vertical line with words. */
interface Mark {
  /** Place among the labels, or the number on the axis. */
  readonly x: number;
  readonly text: string;
  /** Also a ring where the line meets this value. */
  readonly y?: number;
}

/** A picture of figures as plain data. All words and labels are in the reader's language already. */
export interface Chart {
  readonly title: string;
  /** What is counted, and of what: "cases per month". */
  readonly unit: string;
  /** The picture in a sentence, for those who do not see it. */
  readonly alt: string;
  readonly x: { readonly name: string } & (
    | { readonly labels: readonly string[] }
    | { readonly numbers: 'linear' | 'logarithmic'; readonly max: number }
  );
  readonly y: { readonly show: 'number' | 'percent' };
  readonly series: readonly Series[];
  /** What is said of each label or point when one points at it; lines end in \n. */
  readonly tips: readonly string[];
  readonly marks?: readonly Mark[];
}

/** How a picture is made. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly locale: string;
  readonly width: number;
  readonly height: number;
  /** With title and ground: for a picture that stands alone. Null: as a part of our page. */
  readonly alone: { readonly about: string } | null;
}

/** A colour of each token. */
export type Palette = Readonly<Record<string, string>>;
