import assert from 'node:assert/strict';
import { Dnp3Config, Dnp3Point } from '../../../../lib/connectors/dnp3/spec';

const faults = (schema: typeof Dnp3Config | typeof Dnp3Point, given: object): string[] =>
  (schema.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
const pointFaults = (more: object): string[] =>
  faults(Dnp3Point, { unit: 'boiler-1', sensor: 'x', index: 0, ...more });

describe('The settings of a DNP3 device', () => {
  it('have defaults by which an ordinary outstation is read', () => {
    const config = Dnp3Config.parse({ host: 'rtu' });
    assert.deepEqual(
      [config.port, config.localAddress, config.remoteAddress, config.unsolicited, config.timeSync],
      [20_000, 1, 10, '123', 'lan'],
    );
  });

  it('refuse reserved link addresses, by the field', () => {
    for (const field of ['localAddress', 'remoteAddress'])
      assert.match(faults(Dnp3Config, { host: 'rtu', [field]: 65_520 }).join(), new RegExp(`^${field}: `));
  });
});

describe('A point of a DNP3 device', () => {
  it('is an analog input, commanded by select before operate, unless told otherwise', () => {
    const { kind, mode, onOperation, offOperation } = Dnp3Point.parse({ unit: 'u', sensor: 's', index: 3 });
    assert.deepEqual(
      [kind, mode, onOperation, offOperation],
      ['analog-input', 'select-before-operate', 'latch-on', 'latch-off'],
    );
  });

  it('may be flat as a row of a table: all that is text becomes what it is', () => {
    const point = Dnp3Point.parse({
      unit: 'u',
      sensor: 's',
      kind: 'binary-input',
      index: '7',
      outputIndex: '2',
      onMs: '250',
      scale: '2',
    });
    assert.deepEqual([point.index, point.outputIndex, point.onMs, point.scale], [7, 2, 250, 2]);
  });

  it('names the field that does not fit', () => {
    assert.deepEqual(pointFaults({ kind: 'counter', outputIndex: 1 }), [
      'outputIndex: is only for inputs that are controlled by an output, not for kind counter',
    ]);
    assert.match(pointFaults({ kind: 'binary-output', outputIndex: 1 }).join(), /^outputIndex: /);
    assert.match(pointFaults({ onOperation: 'none', offOperation: 'none' }).join(), /^offOperation: /);
    assert.match(pointFaults({ stateNames: 'on,off' }).join(), /^stateNames: must be four names/);
    assert.match(pointFaults({ scale: 0 }).join(), /^scale: must not be 0/);
    assert.match(pointFaults({ index: 65_536 }).join(), /^index: /);
  });
});
