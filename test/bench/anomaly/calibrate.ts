/**
 * `tsx test/bench/anomaly/calibrate.ts`: fits the weights of lib/anomaly/confidence.ts to labelled courses of the plant
 * model, and prints them. Only what a person could label is taken: quiet time, and readings that a fault spoils visibly.
 */
import { confidenceOf, WEIGHTS } from '../../../lib/anomaly/confidence';
import type { Labelled } from './course';
import { watched } from './course';

const SEEDS = [1, 2] as const;
/** Below so much evidence a reading of a drift or of spikes is not spoilt visibly (yet). */
const VISIBLE = 2.5;
/** Readings of faults count so much more than those of quiet time, as there are so many fewer in one's life. */
const RIDGE = 1;
const ROUNDS = 50;

type Row = readonly [one: number, evidence: number, likelihood: number];

function rows(): { x: Row; wrong: boolean }[] {
  const all: { x: Row; wrong: boolean }[] = [];
  for (const seed of SEEDS)
    for (const { reading, verdict, fault, settling } of watched(seed)) {
      if (verdict.warmsUpFor > 0) continue;
      const x: Row = [1, verdict.evidence, verdict.likelihood];
      if (!fault && !settling) all.push({ x, wrong: false });
      else if (fault && spoils(fault, `${reading.unit}/${reading.sensor}`) && verdict.evidence > VISIBLE)
        all.push({ x, wrong: true });
    }
  return all;
}

const spoils = ({ fault }: Labelled, sensor: string): boolean =>
  ['stuck', 'drift', 'spike'].includes(fault.kind) && fault.target === sensor;

/** Newton's method on the penalised likelihood. */
function fit(data: readonly { x: Row; wrong: boolean }[]): number[] {
  let weights = [0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((weight) => -RIDGE * weight);
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
    for (const { x, wrong } of data) {
      const p = 1 / (1 + Math.exp(-x.reduce((sum, one, i) => sum + one * (weights[i] as number), 0)));
      for (let i = 0; i < 3; i++) {
        gradient[i] = (gradient[i] as number) + ((wrong ? 1 : 0) - p) * (x[i] as number);
        const row = curvature[i] as number[];
        for (let j = 0; j < 3; j++)
          row[j] = (row[j] as number) + p * (1 - p) * (x[i] as number) * (x[j] as number);
      }
    }
    const step = solve(curvature, gradient);
    weights = weights.map((weight, i) => weight + Math.max(-1, Math.min(1, step[i] as number)));
  }
  return weights;
}

/** Gauss without pivoting: the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  rows.forEach((row, i) => {
    for (const other of rows) {
      if (other === row) continue;
      const factor = (other[i] as number) / (row[i] as number);
      for (let j = i; j < other.length; j++) other[j] = (other[j] as number) - factor * (row[j] as number);
    }
  });
  return rows.map((row, i) => (row.at(-1) as number) / (row[i] as number));
}

const data = rows();
const [base = 0, first = 0, likelihood = 0] = fit(data);
console.log(
  `fitted: base ${base.toFixed(2)}, first ${first.toFixed(2)}, likelihood ${likelihood.toFixed(2)}`,
);
console.log(`in use: ${JSON.stringify(WEIGHTS)}`);
const sure = data.filter(({ x }) => confidenceOf({ first: x[1], likelihood: x[2] }) >= 0.9);
const wrong = sure.filter((row) => row.wrong).length;
console.log(
  `${sure.length} readings with 0.9 or more, ${((100 * wrong) / sure.length).toFixed(1)} % of them spoilt`,
);
