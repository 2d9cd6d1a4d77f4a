import type { Language, SectionName } from './definition';

/** How something is: told by a sign and a word, never by colour alone. */
export type Tone = 'good' | 'watch' | 'bad';

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly tone?: Tone | undefined;
}

export interface ToldCell {
  readonly text: string;
  readonly tone?: Tone | undefined;
  /** Drawn behind the text as a bar, 0 to 1. */
  readonly share?: number | undefined;
}
/** A number comes with its own decimals; undefined: nothing is known. */
export type Cell = string | ToldCell | undefined;

export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

export interface Figures {
  readonly kind: 'figures';
  readonly items: readonly Figure[];
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly note?: string | undefined;
}

export interface Bars {
  readonly kind: 'bars';
  readonly caption: string;
  readonly unit: string;
  readonly decimals: number;
  readonly bars: readonly { readonly label: string; readonly value: number | undefined }[];
  readonly limit?: { readonly label: string; readonly value: number } | undefined;
}

export interface Lines {
  readonly kind: 'lines';
  readonly caption: string;
  readonly unit: string;
  readonly decimals: number;
  /** Epoch ms; the arrays beside it are as long, with NaN where nothing is known. */
  readonly times: readonly number[];
  readonly mean: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly normalLow?: number | undefined;
  readonly normalHigh?: number | undefined;
  readonly note?: string | undefined;
}

export interface Note {
  readonly kind: 'note';
  readonly text: string;
}

export type Block = Figures | Table | Bars | Lines | Note;

export interface Section {
  readonly name: SectionName;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** What of it belongs to the top of the report, the most important first. */
  readonly headlines: readonly Headline[];
}

export interface Headline {
  readonly text: string;
  readonly tone: Tone;
}

export interface ReportModel {
  readonly title: string;
  readonly plant: string;
  readonly language: Language;
  readonly timezone: string;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly madeAt: number;
  readonly sections: readonly Section[];
}

/** What is worst comes first; what is good, last. */
export function headlinesOf({ sections }: Pick<ReportModel, 'sections'>): Headline[] {
  const order: readonly Tone[] = ['bad', 'watch', 'good'];
  const all = sections.flatMap(({ headlines }) => headlines);
  return order.flatMap((tone) => all.filter((line) => line.tone === tone));
}
