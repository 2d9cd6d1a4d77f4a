import assert from 'node:assert/strict';
import { AlarmEngine, type AlarmRuleInput } from '../../../../lib/alarms';
import { Applying } from '../../../../lib/alarms/service/applying';
import { silentLogger } from '../../../../lib/core/logger';
import { FakeClock } from '../../../support/fake-clock';
import { plantOf } from '../fixture';
import { facts, rule } from './fixture';

describe('Rules that are put in force', () => {
  const clock = new FakeClock();
  let rules: AlarmRuleInput[];
  let isWanted: boolean;
  const made = (onApplied: (applying: Applying) => void = () => undefined) => {
    const plant = plantOf([facts('boiler-1', 'supply')]);
    const engine = new AlarmEngine({ tenant: 'aqua', plant, now: clock.now() });
    const applying: Applying = new Applying({
      tenant: 'aqua',
      clock,
      logger: silentLogger,
      engine,
      rules: () => rules,
      settle: () => undefined,
      applied: () => onApplied(applying),
      isWanted: () => isWanted,
    });
    return { applying, ids: () => Array.from(engine.all(), ({ id }) => id) };
  };
  beforeEach(() => {
    rules = [rule({ key: 'a' })];
    isWanted = true;
  });

  it('count before the call returns where they are few', () => {
    const { applying, ids } = made();
    applying.soon();
    assert.deepEqual(ids(), ['a:boiler-1/supply']);
  });

  it('count in the end, whenever they change meanwhile', async () => {
    let changes = 0;
    const { applying, ids } = made((one) => {
      if (changes++ > 0) return;
      rules = [rule({ key: 'b' })];
      one.soon();
    });
    assert.equal(await applying.apply(), true);
    assert.deepEqual(ids(), ['b:boiler-1/supply']);
    for (let turns = 0; turns < 6; turns++) {
      rules = [rule({ key: `c${String(turns)}` })];
      const done = applying.apply();
      for (let i = 0; i < turns; i++) await Promise.resolve();
      rules = [rule({ key: `d${String(turns)}` })];
      await Promise.all([done, applying.apply()]);
      assert.deepEqual(ids(), [`d${String(turns)}:boiler-1/supply`]);
    }
  });

  it('say that they do not count where that is not wanted any more', async () => {
    isWanted = false;
    const { applying, ids } = made();
    assert.equal(await applying.apply(), false);
    assert.deepEqual(ids(), []);
  });
});
