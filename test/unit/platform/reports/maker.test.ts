import assert from 'node:assert/strict';
import { ThermaCoreError } from '../../../../lib/core/errors';
import { FakeClock } from '../../../support/fake-clock';
import { facts } from '../../reports/fixture';
import { recordedMaker, taken } from './fixture';

const never = () => new Promise<never>(() => undefined);

describe('the making of a report', () => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock(Date.UTC(2026, 10, 27, 5));
  });

  it('collects, keeps and mails, and is done then', async () => {
    const { maker, said, kept } = recordedMaker(clock);
    await maker.make(taken());
    assert.deepEqual(said, ['progress 47', 'keep', 'mail', 'finish', 'made done']);
    assert.match(kept.html ?? '', /<title>Daily plant report, Thursday, 26 November 2026/);
    assert.match(kept.csv ?? '', /^section,table,row,column,value/);
    assert.equal(clock.timers, 0);
  });

  it('says in the run what went wrong', async () => {
    const collect = () => Promise.reject(new ThermaCoreError('invalid', '1200 sensors are too many.', { advice: 'Name a unit.' })); // prettier-ignore
    const { maker, said } = recordedMaker(clock, { collect });
    await maker.make(taken());
    assert.deepEqual(said, ['fail 1200 sensors are too many. Name a unit.', 'made failed']);
  });

  it('tells people nothing of an error on our side', async () => {
    const { maker, said } = recordedMaker(clock, {
      collect: () => Promise.reject(new Error('secret of borealis')),
    });
    await maker.make(taken());
    assert.match(said[0] ?? '', /^fail It failed because of an error on our side/);
    assert.doesNotMatch(said.join(), /secret/);
  });

  it('ends after its time', async () => {
    const { maker, said } = recordedMaker(clock, { collect: never });
    const making = maker.make(taken());
    clock.advance(120_000);
    await making;
    assert.deepEqual(said, [
      'fail The report took longer than 120 s. Choose fewer sensors, sections or a shorter period.',
      'made failed',
    ]);
  });

  it('is not larger than it may be', async () => {
    const { maker, said } = recordedMaker(clock, { maxBytes: 1024 * 8 });
    await maker.make(taken());
    assert.match(said[1] ?? '', /^fail The report is larger than/);
  });

  it('ends at once when it is cancelled here', async () => {
    const { maker, said } = recordedMaker(clock, { collect: never });
    const making = maker.make(taken());
    maker.cancel('run');
    await making;
    assert.deepEqual(said, ['made cancelled']);
  });

  it('ends when another process cancelled it or took it over', async () => {
    const { maker, said, takeAway } = recordedMaker(clock);
    takeAway();
    await maker.make(taken());
    assert.deepEqual(said, ['progress 47', 'made cancelled']);
  });

  it('mails nothing that was cancelled at the very end', async () => {
    const { maker, said, takeAway } = recordedMaker(clock, {
      collect: () => {
        takeAway();
        return Promise.resolve(facts);
      },
    });
    await maker.make(taken());
    assert.deepEqual(said, ['keep', 'made cancelled']);
  });

  it('is given back when the process stops', async () => {
    const { maker, said } = recordedMaker(clock, { collect: never });
    const making = maker.make(taken());
    maker.stop();
    await making;
    assert.deepEqual(said, ['release', 'made stopped']);
  });

  it('stays done where it cannot be mailed, and says so', async () => {
    const mail = () => Promise.reject(new ThermaCoreError('not-found', 'There is no notification target "boss".'));
    const { maker, said } = recordedMaker(clock, { mail });
    await maker.make(taken());
    assert.deepEqual(said.slice(1), [
      'keep',
      'finish: It was made, and could not be mailed. There is no notification target "boss".',
      'made done',
    ]);
  });
}); // prettier-ignore
