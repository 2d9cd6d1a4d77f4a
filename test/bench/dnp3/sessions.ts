import { atMost, figure, type Figure } from '../figure';
import { Reporting, sleep } from '../reporting';
import { median } from '../statistics';

const SESSIONS = 500;
const POINTS = 10;
const RUNS = 3;
const RUN_MS = 10_000;

interface Report {
  readonly polls: number;
  readonly p50: number;
  readonly p99: number;
  readonly measurements: number;
}

/** 500 outstations polled by one process, each once a second, with ten changes in each second. */
export async function* manySessions(say: (line: string) => void): AsyncGenerator<Figure> {
  say(`DNP3: class polls of ${SESSIONS} outstations`);
  const field = await Reporting.start('dnp3/field.ts', [SESSIONS, POINTS, POINTS].map(String));
  try {
    const masters = await Reporting.start('dnp3/masters.ts', [JSON.stringify(field.said('ports'))]);
    try {
      await masters.report();
      const reports: Report[] = [];
      const shares: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        const before = masters.running.cpuSeconds();
        await sleep(RUN_MS);
        reports.push(await masters.report<Report>());
        shares.push((masters.running.cpuSeconds() - before) / (RUN_MS / 1000));
      }
      const of = (what: keyof Report): number => median(reports.map((report) => report[what]));
      yield figure({
        id: 'dnp3.sessions500_p99_ms',
        unit: 'ms',
        values: reports.map(({ p99 }) => p99),
        aim: atMost(50),
        note:
          `${Math.round(of('polls') / (RUN_MS / 1000))} polls/s, median ${of('p50').toPrecision(2)} ms, ` +
          `${Math.round(of('measurements') / (RUN_MS / 1000))} events/s, ${Math.round(100 * median(shares))} % of a core; ` +
          `all started up within ${String(masters.said('started'))} ms`,
      });
    } finally {
      await masters.stop();
    }
  } finally {
    await field.stop();
  }
}
