import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadOpcua } from '../../../lib/connectors/opcua/library';
import { CODES } from '../../../lib/connectors/opcua/status';
import {
  QUALITY_CLASSES,
  QUALITY_FLAGS,
  type QualityClass,
  type QualityFlag,
} from '../../../lib/core/quality';
import { qualityCode, statusWord, toldQuality, type Judged } from '../../../lib/gateway/quality';
import { PROTOCOLS, typeNames, type TargetProtocol } from '../../../lib/gateway/types';

const rank = (quality: QualityClass): number => QUALITY_CLASSES.indexOf(quality);

const judged: fc.Arbitrary<Judged> = fc.record({
  quality: fc.constantFrom(...QUALITY_CLASSES),
  flags: fc.subarray([...QUALITY_FLAGS]),
});

/** What arrives of a quality that leaves by a type of a protocol. */
function arriving(protocol: TargetProtocol, type: string, leaving: Judged): Judged {
  const { code, judged: read } = qualityCode(protocol, type);
  return read(code(toldQuality(protocol, type)(leaving)));
}

/** A register alone tells usable from not; octet strings of DNP3 have no flags at all. */
const SAYS_NO_UNCERTAIN = (protocol: TargetProtocol, type: string): boolean =>
  protocol === 'modbus' || type === 'g110v0';

describe('A quality on its way to another protocol', () => {
  for (const protocol of PROTOCOLS)
    it(`arrives over ${protocol} no better than it left, and the second time the same`, () => {
      for (const type of typeNames(protocol)) {
        if (SAYS_NO_UNCERTAIN(protocol, type)) continue;
        fc.assert(
          fc.property(judged, (leaving) => {
            const once = arriving(protocol, type, leaving);
            assert.ok(rank(once.quality) >= rank(leaving.quality), `${type}: became ${once.quality}`);
            const again = arriving(protocol, type, once);
            assert.equal(again.quality, once.quality, type);
          }),
        );
      }
    });

  it('is usable or not over Modbus alone', () => {
    const over = (quality: QualityClass) => arriving('modbus', 'int16', { quality }).quality;
    assert.deepEqual(QUALITY_CLASSES.map(over), ['good', 'good', 'bad']);
  });

  it('arrives whole in a status register of Modbus, and in the words of MQTT', () => {
    fc.assert(
      fc.property(judged, ({ quality, flags = [] }) => {
        const word = statusWord({ quality, flags });
        assert.ok(Number.isInteger(word) && word >= 0 && word <= 65_535);
        const back = qualityCode('mqtt', 'json').judged(word);
        assert.deepEqual([back.quality, new Set(back.flags)], [quality, new Set(flags)]);
      }),
    );
  });

  const table: [quality: QualityClass, flags: QualityFlag[], opcua: number, analog: number, sparkplug: number][] = [
    ['good', [], 0, 0x01, 192],
    ['good', ['substituted'], 0x00960000, 0x09, 192],
    ['uncertain', [], 0x40000000, 0x41, 0],
    ['uncertain', ['over-range'], 0x40940000, 0x21, 0],
    ['uncertain', ['under-range'], 0x40940000, 0x21, 0],
    ['uncertain', ['restart'], 0x40920000, 0x03, 0],
    ['bad', [], 0x80000000, 0x00, 0],
    ['bad', ['comm-lost'], 0x80310000, 0x04, 500],
    ['bad', ['stale'], 0x80310000, 0x04, 500],
    ['bad', ['over-range'], 0x803c0000, 0x20, 0],
    ['bad', ['conversion'], 0x80070000, 0x00, 0],
    ['bad', ['sensor-failure'], 0x808c0000, 0x40, 0],
  ]; // prettier-ignore
  for (const [quality, flags, opcua, analog, sparkplug] of table)
    it(`${[quality, ...flags].join(', ')} is 0x${opcua.toString(16)}, flags ${analog}, ${sparkplug}`, () => {
      const said = (protocol: TargetProtocol, type: string) =>
        qualityCode(protocol, type).code(toldQuality(protocol, type)({ quality, flags }));
      assert.equal(said('opcua', 'Double'), opcua);
      assert.equal(said('dnp3', 'g30v6'), analog);
      assert.equal(said('sparkplug', 'Double'), sparkplug);
    });

  it('has the numbers of the OPC UA library', async () => {
    const { StatusCodes } = await loadOpcua();
    for (const [name, code] of Object.entries(CODES))
      assert.equal(StatusCodes[name as keyof typeof CODES].value, code, name);
  });
});
