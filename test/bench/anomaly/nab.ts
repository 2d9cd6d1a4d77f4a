/**
 * Scores detections on labelled series by the published rules of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015,
 * "Evaluating Real-Time Anomaly Detection Algorithms"): early detections in a window of an anomaly earn more than late
 * ones, a second one in the same window nothing; what lies outside costs, and more the farther behind a window it is.
 */
export interface Profile {
  readonly name: string;
  /** What a detected window earns at most, what a detection outside costs at most, what a missed window costs. */
  readonly hit: number;
  readonly falseAlarm: number;
  readonly miss: number;
}

export const PROFILES: readonly Profile[] = [
  { name: 'standard', hit: 1, falseAlarm: 0.11, miss: 1 },
  { name: 'reward_low_fp', hit: 1, falseAlarm: 0.22, miss: 1 },
  { name: 'reward_low_fn', hit: 1, falseAlarm: 0.11, miss: 2 },
];

/** First and last row of an anomaly. */
export type Window = readonly [first: number, last: number];

/** One series: a score for each row, the higher the surer. */
export interface Scored {
  readonly scores: readonly number[];
  readonly windows: readonly Window[];
}

const PROBATION = 0.15;
/** Of longer series no more than of one of this length. */
const PROBATION_ROWS = 5000;

/** Rows in the beginning that are for learning: what is detected there does not count. */
export const probationOf = (rows: number): number => Math.floor(PROBATION * Math.min(rows, PROBATION_ROWS));

/** 1 at the left of -1, 0 at 0, -1 from 3 on. */
const sigmoid = (position: number): number => (position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

interface Detection {
  readonly score: number;
  /** Which window it lies in, of all series; undefined outside. */
  readonly window: number | undefined;
  readonly worth: number;
}

/** What detecting each row would be worth, for a hit as a share of the most, for a false alarm of the highest cost. */
function detectionsOf({ scores, windows }: Scored, firstWindow: number): Detection[] {
  const detections: Detection[] = [];
  for (let row = probationOf(scores.length); row < scores.length; row++) {
    const score = scores[row] as number;
    const at = windows.findIndex(([first, last]) => row >= first && row <= last);
    if (at >= 0) {
      const [first, last] = windows[at] as Window;
      const worth = sigmoid(-(last - row + 1) / (last - first + 1)) / sigmoid(-1);
      detections.push({ score, window: firstWindow + at, worth });
      continue;
    }
    const before = windows.filter(([, last]) => last < row).at(-1);
    const worth = before ? sigmoid((row - before[1]) / Math.max(1, before[1] - before[0])) : -1;
    detections.push({ score, window: undefined, worth });
  }
  return detections;
}

export interface NabScore {
  /** 100: perfect; 0: as good as saying nothing. */
  readonly score: number;
  /** From this score on a row is an anomaly: the one that gives the best result over all series together. */
  readonly threshold: number;
  readonly found: number;
  readonly windows: number;
  readonly falseAlarms: number;
}

export function nabScore(series: readonly Scored[], { hit, falseAlarm, miss }: Profile): NabScore {
  const all: Detection[] = [];
  let windows = 0;
  for (const one of series) {
    all.push(...detectionsOf(one, windows));
    windows += one.windows.length;
  }
  all.sort((a, b) => b.score - a.score);
  const nothing = -miss * windows;
  const perfect = hit * windows;
  const earned = new Map<number, number>();
  let total = nothing;
  let falseAlarms = 0;
  let best = { total, threshold: Infinity, found: 0, falseAlarms: 0 };
  all.forEach(({ score, window, worth }, i) => {
    if (window === undefined) {
      total += worth * falseAlarm;
      falseAlarms++;
    } else {
      const before = earned.get(window);
      const now = Math.max(before ?? -Infinity, worth * hit);
      total += now - (before ?? -miss);
      earned.set(window, now);
    }
    // Rows of one score are detected together.
    if (all[i + 1]?.score === score || total <= best.total) return;
    best = { total, threshold: score, found: earned.size, falseAlarms };
  });
  return {
    score: windows === 0 ? NaN : (100 * (best.total - nothing)) / (perfect - nothing),
    threshold: best.threshold,
    found: best.found,
    windows,
    falseAlarms: best.falseAlarms,
  };
}
