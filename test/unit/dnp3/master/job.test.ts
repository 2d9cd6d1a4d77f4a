import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backOff, Job } from '../../../../lib/dnp3/master/job';

describe('dnp3 master: a job', () => {
  it('is due at multiples of its period after its phase, however long it takes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.boolean()), { maxLength: 20 }),
        (period, phase, runs) => {
          const job = new Job(period);
          job.start(0, phase);
          let now = 0;
          for (const [took, good] of runs) {
            assert.equal((job.due - (phase % period)) % period, 0);
            assert.ok(job.due > now);
            now = job.due + took;
            if (good) job.succeeded(now);
            else job.failed(now);
          }
        },
      ),
    );
  });

  it('is done once, however often it is asked for', () => {
    const job = new Job(0);
    for (const at of [5, 3, 9]) job.ask(at);
    assert.equal(job.due, 3);
    job.succeeded(4);
    assert.equal(job.due, Infinity);
  });

  it('pauses after its end before it is done again', () => {
    const job = new Job(0, 100);
    job.ask(0);
    job.succeeded(10);
    job.ask(20);
    assert.equal(job.due, 110);
  });

  it('is tried again after a while that doubles, and at once after it went well', () => {
    const job = new Job(0);
    job.ask(0);
    let now = 0;
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      job.failed(now);
      waits.push(job.due - now);
      now = job.due;
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000]);
    job.succeeded(now);
    job.ask(now);
    assert.equal(job.due, now);
  });

  it('that was given up waits until it is asked for, and for its pause', () => {
    const job = new Job(0);
    job.ask(0);
    job.givenUp(0);
    assert.equal(job.due, Infinity);
    job.ask(1);
    assert.equal(job.due, 1000);
  });

  it('never waits longer than the bound', () => {
    assert.equal(backOff(1, { first: 1, most: 60 }), 1);
    assert.equal(backOff(1_000_000, { first: 1, most: 60 }), 60);
  });
});
