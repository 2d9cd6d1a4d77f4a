import type { Control } from '../../lib/dnp3/app/control';
import type { PointType } from '../../lib/dnp3/app/objects/variation';
import type { Association } from '../../lib/dnp3/io/association';
import { DnpMaster } from '../../lib/dnp3/io/master';
import { tcpClient } from '../../lib/dnp3/io/tcp-client';
import type { OperateMode } from '../../lib/dnp3/master/request';
import type { Measurement } from '../../lib/dnp3/measurement';

const WAIT_MS = 30_000;
const LOOK_MS = 5;

export const crob = (index: number, code: number): Control => ({
  kind: 'crob',
  crob: { index, code, count: 1, onMs: 100, offMs: 100, status: 0 },
});

export const setPoint = (index: number, value: number): Control => ({
  kind: 'set-point',
  variation: 3,
  setPoint: { index, value, status: 0 },
});

/** A control centre on loopback: a master that remembers what one outstation tells. */
export class Dnp3Centre {
  readonly measurements: Measurement[] = [];
  private readonly association: Association;

  private constructor(
    private readonly master: DnpMaster,
    remote: number,
  ) {
    this.association = master.add(
      { remote },
      {
        measured: (measurements, settle) => {
          this.measurements.push(...measurements);
          settle(true);
        },
      },
    );
  }

  /** Resolves when the outstation has told all that it has. */
  static async start({ port, remote = 10 }: { port: number; remote?: number }): Promise<Dnp3Centre> {
    const transport = tcpClient({ host: '127.0.0.1', port, reconnect: { minMs: 50, maxMs: 100 } });
    const master = new DnpMaster({ transport });
    const centre = new Dnp3Centre(master, remote);
    await master.start();
    await centre.until(() => centre.association.state === 'online');
    return centre;
  }

  get events(): readonly Measurement[] {
    return this.measurements.filter(({ event }) => event);
  }

  /** What was told last. */
  value(type: PointType, index: number): Measurement['value'] | undefined {
    return this.measurements.findLast((one) => one.type === type && one.index === index)?.value;
  }

  /** The status of each control. */
  async operate(controls: readonly Control[], mode: OperateMode = 'direct'): Promise<number[]> {
    const result = await this.association.request({ kind: 'operate', mode, controls });
    const answered = result.ok ? result.kind === 'operate' && result.controls : result.controls;
    if (!answered) throw new Error(result.ok ? 'no status' : result.reason);
    return answered.map(({ status }) => status);
  }

  async until(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + WAIT_MS;
    while (!holds()) {
      if (performance.now() > deadline)
        throw new Error(`not within ${WAIT_MS} ms; ${this.association.state}: ${this.association.reason}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  stop(): Promise<void> {
    return this.master.stop();
  }
}
