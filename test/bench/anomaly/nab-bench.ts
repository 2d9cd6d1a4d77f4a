import { SensorModel, merged } from '../../../lib/anomaly';
import { atLeast, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { readLabelled, type LabelledFile } from './labelled-files';
import { PROFILES, nabScore, probationOf, type Scored } from './nab';

/** The confidence of each row; a row that is left out has none. No labels are looked at, and all files have the same settings. */
function scored({ times, values, windows }: LabelledFile): Scored {
  const warmUpReadings = Math.max(20, probationOf(times.length));
  const model = new SensorModel({ settings: merged({ warmUpReadings }) });
  const scores = values.map((value, i) =>
    model.observe(value, times[i] as number) === undefined ? model.confidence : 0,
  );
  return { scores, windows };
}

/** Figures of a folder of labelled series, by the rules of the Numenta Anomaly Benchmark. */
export function nabBench(folder: string, labels: string): Bench {
  return {
    resultsAs: 'anomaly-nab',
    async *run(say): AsyncIterable<Figure> {
      const files = await Promise.resolve(readLabelled(folder, labels));
      say(`${files.length} series, ${files.reduce((sum, { times }) => sum + times.length, 0)} readings`);
      const series = files.map(scored);
      for (const profile of PROFILES) {
        const { score, threshold, found, windows, falseAlarms } = nabScore(series, profile);
        yield figure({
          id: `anomaly.nab_${profile.name}`,
          unit: 'points of 100',
          values: [score],
          aim: atLeast(0),
          note: `${found} of ${windows} windows found, ${falseAlarms} readings outside, from a confidence of ${threshold.toPrecision(4)} on; ${files.length} series`,
        });
      }
    },
  };
}
