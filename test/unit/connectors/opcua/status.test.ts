import assert from 'node:assert/strict';
import { StatusCodes } from 'node-opcua';
import { isOverflow, judge } from '../../../../lib/connectors/opcua/status';

const code = (name: keyof typeof StatusCodes): number => (StatusCodes[name] as { value: number }).value;

describe('A StatusCode of OPC UA', () => {
  it('is good, uncertain or bad by its highest bits, whatever it says beside', () => {
    assert.deepEqual(judge(0), { quality: 'good' });
    assert.deepEqual(judge(code('GoodClamped')).quality, 'good');
    assert.deepEqual(judge(code('UncertainSubNormal')), { quality: 'uncertain' });
    assert.deepEqual(judge(code('BadInvalidState')), { quality: 'bad' });
    assert.deepEqual(judge(0xc0000000).quality, 'bad');
  });

  for (const [name, flag] of [
    ['GoodLocalOverride', 'substituted'],
    ['GoodClamped', 'substituted'],
    ['UncertainNoCommunicationLastUsableValue', 'comm-lost'],
    ['UncertainLastUsableValue', 'stale'],
    ['UncertainSubstituteValue', 'substituted'],
    ['UncertainInitialValue', 'restart'],
    ['UncertainSensorNotAccurate', 'sensor-failure'],
    ['UncertainEngineeringUnitsExceeded', 'over-range'],
    ['BadCommunicationError', 'comm-lost'],
    ['BadNoCommunication', 'comm-lost'],
    ['BadNotConnected', 'comm-lost'],
    ['BadConfigurationError', 'sensor-failure'],
    ['BadDeviceFailure', 'sensor-failure'],
    ['BadSensorFailure', 'sensor-failure'],
    ['BadOutOfService', 'stale'],
    ['BadOutOfRange', 'over-range'],
  ] as const)
    it(`${name} is flagged ${flag}`, () => {
      assert.deepEqual(judge(code(name)).flags, [flag]);
    });

  it('says where the value stands at a limit, and that samples were discarded', () => {
    const dataValue = 0x0400;
    assert.deepEqual(judge(dataValue | 0x0100), { quality: 'good', flags: ['under-range'] });
    assert.deepEqual(judge(dataValue | 0x0200), { quality: 'good', flags: ['over-range'] });
    assert.deepEqual(judge(dataValue | 0x0300), { quality: 'good' });
    assert.deepEqual(judge(dataValue | 0x0080), { quality: 'good', flags: ['overflow'] });
    assert.equal(isOverflow(dataValue | 0x0080), true);
  });

  it('has no such bits where it does not speak of a data value', () => {
    assert.deepEqual(judge(0x0280), { quality: 'good' });
    assert.equal(isOverflow(0x0080), false);
  });
});
