import { CrobCode } from '../../../lib/dnp3/app/fragment';
import type { Association } from '../../../lib/dnp3/io/association';
import { DnpMaster } from '../../../lib/dnp3/io/master';
import { tcpClient } from '../../../lib/dnp3/io/tcp-client';
import type { MasterRequest } from '../../../lib/dnp3/master/request';
import { atLeast, atMost, figure, type Figure } from '../figure';
import { Reporting } from '../reporting';
import { median } from '../statistics';

const RUNS = 5;
const POLLS = 200;
const WARM_UP = 50;
const EVENTS = 100_000;

interface Seen {
  readonly association: Association;
  /** How many measurements have come. */
  count: number;
  /** Called with each batch. */
  came: () => void;
}

/** A master that is connected to the only outstation of a field in a process of its own. */
async function withField<T>(points: number, use: (seen: Seen) => Promise<T>): Promise<T> {
  const field = await Reporting.start('dnp3/field.ts', ['1', String(points)]);
  const [port = 0] = field.said('ports') as number[];
  const master = new DnpMaster({ transport: tcpClient({ host: '127.0.0.1', port }) });
  try {
    const seen: { -readonly [K in keyof Seen]: Seen[K] } = {
      association: undefined as never,
      count: 0,
      came: () => undefined,
    };
    await new Promise<void>((resolve) => {
      seen.association = master.add(
        {},
        {
          measured: ({ length }, settle) => {
            seen.count += length;
            settle(true);
            seen.came();
          },
          state: (state) => state === 'online' && resolve(),
        },
      );
      void master.start();
    });
    return await use(seen);
  } finally {
    await master.stop();
    await field.stop();
  }
}

/** Median ms from the request to the last measurement, for each run. */
async function pollTimes({ association }: Seen, request: MasterRequest): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + RUNS * POLLS; i++) {
    const began = performance.now();
    const result = await association.request(request);
    if (!result.ok) throw new Error(result.reason);
    times.push(performance.now() - began);
  }
  return Array.from({ length: RUNS }, (_, run) =>
    median(times.slice(WARM_UP + run * POLLS, WARM_UP + (run + 1) * POLLS)),
  );
}

/** Events per second, from the control that lets them come to the last of them. */
async function eventRate(seen: Seen): Promise<number> {
  seen.count = 0;
  const began = performance.now();
  const all = new Promise<void>((resolve) => (seen.came = () => seen.count >= EVENTS && resolve()));
  await seen.association.request({
    kind: 'operate',
    mode: 'direct',
    controls: [
      {
        kind: 'crob',
        crob: { index: 0, code: CrobCode.LatchOn, count: 1, onMs: EVENTS, offMs: 0, status: 0 },
      },
    ],
  });
  await all;
  return (EVENTS / (performance.now() - began)) * 1000;
}

/** One outstation on loopback, in a process of its own. */
export async function* oneLine(say: (line: string) => void): AsyncGenerator<Figure> {
  say('DNP3: integrity poll of 5,000 analog inputs');
  const integrity: MasterRequest = { kind: 'classes', classes: [1, 2, 3, 0] };
  yield figure({
    id: 'dnp3.integrity5000_ms',
    unit: 'ms',
    values: await withField(5000, (seen) => pollTimes(seen, integrity)),
    aim: atMost(10),
    note: `g30v5, ${POLLS} polls a run; outstation in a process of its own`,
  });
  say('DNP3: poll of 10 analog inputs');
  const ten: MasterRequest = { kind: 'read', headers: [{ group: 30, variation: 0 }] };
  yield figure({
    id: 'dnp3.poll10_ms',
    unit: 'ms',
    values: await withField(10, (seen) => pollTimes(seen, ten)),
    aim: atMost(1),
  });
  say('DNP3: unsolicited events');
  const rates = await withField(100, async (seen) => {
    const values: number[] = [];
    for (let run = 0; run < RUNS; run++) values.push(await eventRate(seen));
    return values;
  });
  yield figure({
    id: 'dnp3.events_per_s',
    unit: 'events/s',
    values: rates,
    aim: atLeast(50_000),
    note: `g32v7, unsolicited, each fragment confirmed; ${EVENTS} events a run`,
  });
}
