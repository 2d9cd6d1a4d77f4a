import { summary } from './statistics';

/** One line of `npm run bench -- <name> --json`. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  /** What the figure is a ratio to, or null for an absolute one; and what that reference measured. */
  readonly reference: string | null;
  readonly aim: string;
  readonly met: boolean;
  readonly note?: string;
}

interface Aim {
  readonly text: string;
  met(value: number): boolean;
}

export const atLeast = (least: number): Aim => ({ text: `≥ ${least}`, met: (value) => value >= least });
export const atMost = (most: number): Aim => ({ text: `≤ ${most}`, met: (value) => value <= most });

export interface FigureInput {
  readonly id: string;
  readonly unit: string;
  /** One value per run. */
  readonly values: readonly number[];
  readonly aim: Aim;
  readonly reference?: string;
  readonly note?: string;
}

const round = (value: number): number => Number(value.toPrecision(4));

export function figure({ id, unit, values, aim, reference, note }: FigureInput): Figure {
  const { median, min, max, runs } = summary(values);
  return {
    id,
    value: round(median),
    unit,
    median: round(median),
    min: round(min),
    max: round(max),
    runs,
    reference: reference ?? null,
    aim: aim.text,
    met: aim.met(median),
    ...(note ? { note } : {}),
  };
}
