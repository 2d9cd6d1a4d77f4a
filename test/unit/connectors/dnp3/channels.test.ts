import assert from 'node:assert/strict';
import { systemClock } from '../../../../lib/core/clock';
import { Dnp3Channels } from '../../../../lib/connectors/dnp3/channels';
import { Dnp3Config } from '../../../../lib/connectors/dnp3/spec';
import type { OutstationListener } from '../../../../lib/connectors/dnp3/stack';
import { FakeLine, event, measured } from './fixture';

interface Ear extends OutstationListener {
  readonly states: string[];
  readonly settles: ((stored: boolean) => void)[];
}

const ear = (): Ear => {
  const states: string[] = [];
  const settles: ((stored: boolean) => void)[] = [];
  return {
    states,
    settles,
    state: (state) => void states.push(state),
    measured: (_measurements, settle) => void settles.push(settle),
  };
};
const config = (more: object = {}): Dnp3Config => Dnp3Config.parse({ host: 'rtu', ...more });

describe('Connections to DNP3 outstations', () => {
  let lines: FakeLine[];
  let channels: Dnp3Channels;
  beforeEach(() => {
    lines = [];
    channels = new Dnp3Channels(() => {
      const line = new FakeLine();
      lines.push(line);
      return line;
    });
  });

  it('are one for all outstations that are reached by the same way', async () => {
    const a = channels.join(config({ remoteAddress: 10 }), systemClock, ear());
    const b = channels.join(config({ host: 'RTU', remoteAddress: 11 }), systemClock, ear());
    channels.join(config({ port: 20_001 }), systemClock, ear());
    assert.equal(lines.length, 2);
    assert.deepEqual(
      lines[0]?.outstations.map(({ config: { remote } }) => remote),
      [10, 11],
    );
    await a.leave();
    assert.deepEqual([lines[0]?.outstations[0]?.isRemoved, lines[0]?.stopped], [true, 0]);
    await Promise.all([b.leave(), b.leave()]);
    assert.equal(lines[0]?.stopped, 1);
  });

  it('are others for another certificate', () => {
    channels.join(config({ transport: 'tls', cert: 'a' }), systemClock, ear());
    channels.join(config({ transport: 'tls', cert: 'b' }), systemClock, ear());
    assert.equal(lines.length, 2);
  });

  it('are opened anew only when the one before is closed: its port may be ours', async () => {
    const closing = Promise.withResolvers<void>();
    const first = channels.join(config({ transport: 'tcp-server' }), systemClock, ear());
    lines[0]!.stop = () => closing.promise;
    const left = first.leave();
    channels.join(config({ transport: 'tcp-server' }), systemClock, ear());
    assert.equal(lines[1]?.started, 0);
    closing.resolve();
    await left;
    await new Promise(setImmediate);
    assert.equal(lines[1]?.started, 1);
  });

  it('share an outstation between all who read it, and confirm when each has stored', () => {
    const [a, b] = [ear(), ear()];
    channels.join(config(), systemClock, a);
    channels.join(config(), systemClock, b);
    assert.equal(lines[0]?.outstations.length, 1);
    const settled: boolean[] = [];
    lines[0]?.outstations[0]?.listener.measured([event()], (stored) => void settled.push(stored));
    a.settles[0]?.(true);
    assert.deepEqual(settled, []);
    b.settles[0]?.(true);
    assert.deepEqual(settled, [true]);
  });

  it('know an outstation as one master only, and say so', () => {
    channels.join(config(), systemClock, ear());
    assert.throws(() => channels.join(config({ localAddress: 2 }), systemClock, ear()), {
      message: 'localAddress: outstation 10 is asked as master 1 on this connection already, not as 2.',
    });
  });

  it('tell one who comes later how it is', () => {
    channels.join(config(), systemClock, ear());
    lines[0]?.outstations[0]?.listener.state('online', '');
    const late = ear();
    channels.join(config(), systemClock, late);
    assert.deepEqual(late.states, ['online']);
  });

  it('let a visitor ask without changing anything, and without taking events', () => {
    const visitor = ear();
    channels.visit(config(), systemClock, visitor);
    const { config: quiet, listener } = lines[0]!.outstations[0]!;
    assert.equal(quiet.passive, true);
    const settled: boolean[] = [];
    listener.measured([measured(), event()], (stored) => void settled.push(stored));
    visitor.settles[0]?.(true);
    listener.measured([measured()], (stored) => void settled.push(stored));
    visitor.settles[1]?.(true);
    assert.deepEqual(settled, [false, true]);
  });

  it('let a visitor use what runs already', async () => {
    channels.join(config(), systemClock, ear());
    const membership = channels.visit(config(), systemClock, ear());
    await membership.request({ kind: 'classes', classes: [0] });
    assert.deepEqual(lines[0]?.outstations[0]?.requests, [{ kind: 'classes', classes: [0] }]);
    await membership.leave();
    assert.deepEqual([lines[0]?.outstations.length, lines[0]?.outstations[0]?.isRemoved], [1, false]);
  });

  it('begin for good when a device comes while somebody only visits', () => {
    channels.visit(config(), systemClock, ear());
    channels.join(config(), systemClock, ear());
    const [first, second] = lines[0]!.outstations;
    assert.deepEqual([first?.isRemoved, second?.config.startup.integrity], [true, true]);
  });
});
