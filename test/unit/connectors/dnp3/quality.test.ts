import assert from 'node:assert/strict';
import { Flag } from '../../../../lib/dnp3/app/flags';
import { flagsOf, judge } from '../../../../lib/connectors/dnp3/quality';
import type { Kind } from '../../../../lib/connectors/dnp3/kinds';

const { Online, Restart, CommLost, RemoteForced, LocalForced } = Flag;

describe('Flags of a DNP3 point', () => {
  const cases: [kind: Kind, flags: number, quality: string, said?: string[]][] = [
    ['analog-input', Online, 'good'],
    ['analog-input', 0, 'bad', ['stale']],
    ['analog-input', Online | Restart, 'uncertain', ['restart']],
    ['analog-input', CommLost, 'bad', ['comm-lost']],
    ['analog-input', Online | CommLost, 'bad', ['comm-lost']],
    ['analog-input', Online | LocalForced, 'good', ['substituted']],
    ['analog-input', Online | LocalForced | RemoteForced, 'good', ['substituted']],
    ['analog-input', Online | Flag.OverRange, 'uncertain', ['over-range']],
    ['analog-input', Online | Flag.ReferenceError, 'uncertain', ['sensor-failure']],
    ['analog-output', Online | Flag.OverRange, 'uncertain', ['over-range']],
    ['binary-input', Online | Flag.ChatterFilter, 'uncertain', ['chatter']],
    ['double-bit-input', Online | Flag.ChatterFilter, 'uncertain', ['chatter']],
    ['counter', Online | Flag.Rollover, 'good', ['overflow']],
    ['frozen-counter', Online | Flag.Discontinuity, 'uncertain', ['overflow']],
    ['analog-input', Online | Restart | Flag.OverRange, 'uncertain', ['restart', 'over-range']],
    ['octet-string', Online, 'good'],
  ];
  for (const [kind, flags, quality, said] of cases)
    it(`0x${flags.toString(16).padStart(2, '0')} of a ${kind} is ${[quality, ...(said ?? [])].join(', ')}`, () =>
      assert.deepEqual(judge(kind, flags), said ? { quality, flags: said } : { quality }));

  it('of a reading say to a master what we know of it', () => {
    assert.equal(flagsOf('analog-input', 'good'), Online);
    assert.equal(flagsOf('analog-input', 'bad'), 0);
    assert.equal(flagsOf('analog-input', 'bad', ['comm-lost']), CommLost);
    assert.equal(flagsOf('analog-input', 'uncertain', ['stale']), Online | CommLost);
    assert.equal(flagsOf('analog-input', 'good', ['substituted']), Online | RemoteForced);
    assert.equal(flagsOf('analog-input', 'uncertain', ['over-range']), Online | Flag.OverRange);
    assert.equal(flagsOf('counter', 'uncertain', ['overflow']), Online | Flag.Discontinuity);
    // What one kind of point cannot say must not mean another thing.
    assert.equal(flagsOf('binary-input', 'uncertain', ['over-range']), Online);
    assert.equal(
      flagsOf('binary-input', 'uncertain', ['restart', 'chatter']),
      Online | Restart | Flag.ChatterFilter,
    );
  });

  it('that say the same to us and back leave class and flags as they were', () => {
    for (const [kind, , quality, said] of cases) {
      if (kind === 'octet-string') continue;
      const back = judge(kind, flagsOf(kind, quality as 'good', said as ['restart']));
      if (said?.[0] === 'stale') assert.deepEqual(back, { quality: 'bad', flags: ['comm-lost'] });
      else if (said?.[0] === 'overflow') assert.equal(back.quality, 'uncertain');
      else assert.deepEqual(back, said ? { quality, flags: said } : { quality });
    }
  });
});
