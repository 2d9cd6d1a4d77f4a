import type { Measurement } from '../../../../lib/dnp3/measurement';
import { Flag } from '../../../../lib/dnp3/app/flags';
import type { DecodeLevel } from '../../../../lib/dnp3/decode-log/level';
import type { MasterConfig } from '../../../../lib/dnp3/master/config';
import type { MasterRequest, RequestResult } from '../../../../lib/dnp3/master/request';
import { Dnp3Point } from '../../../../lib/connectors/dnp3/spec';
import type { Association, Line, OutstationListener } from '../../../../lib/connectors/dnp3/stack';

/** A measurement of analog input 0, unless told otherwise. */
export const measured = (more: Partial<Measurement> = {}): Measurement => ({
  type: 'analog-input',
  index: 0,
  value: 71.5,
  flags: Flag.Online,
  time: undefined,
  synchronised: true,
  event: false,
  group: 30,
  variation: 6,
  ...more,
});

export const event = (more: Partial<Measurement> = {}): Measurement =>
  measured({ event: true, group: 32, variation: 8, ...more });

export const point = (more: object = {}): Dnp3Point =>
  Dnp3Point.parse({ unit: 'boiler-1', sensor: 'supply-temperature', index: 0, ...more });

/** An outstation on a fake line: what was asked, and the listener to speak to. */
export interface FakeOutstation {
  readonly config: MasterConfig;
  readonly listener: OutstationListener;
  readonly requests: MasterRequest[];
  isRemoved: boolean;
}

/** A connection without a socket. */
export class FakeLine implements Line {
  readonly outstations: FakeOutstation[] = [];
  started = 0;
  stopped = 0;
  level: DecodeLevel = 'off';
  /** Something was on the line. */
  log: (block: string) => void = () => undefined;
  answer: (request: MasterRequest, outstation: FakeOutstation) => Promise<RequestResult> = () =>
    Promise.resolve({ ok: true, kind: 'done' });

  start(): void {
    this.started++;
  }

  stop(): Promise<void> {
    this.stopped++;
    return Promise.resolve();
  }

  decode(level: DecodeLevel, log: (block: string) => void): void {
    this.level = level;
    this.log = log;
  }

  add(config: MasterConfig, listener: OutstationListener): Association {
    const outstation: FakeOutstation = { config, listener, requests: [], isRemoved: false };
    this.outstations.push(outstation);
    return {
      request: (request) => {
        outstation.requests.push(request);
        return this.answer(request, outstation);
      },
      remove: () => void (outstation.isRemoved = true),
    };
  }
}
