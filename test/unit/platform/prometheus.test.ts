import assert from 'node:assert/strict';
import { createPrometheusMeter } from '../../../lib/platform/prometheus';

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format; Go reads numbers in any case. */
const SAMPLE =
  /^([a-zA-Z_:][\w:]*)(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (?:[-+]?(?:\d[\d.e+-]*|Inf)|NaN)$/i;

const samplesOf = async (meter: ReturnType<typeof createPrometheusMeter>): Promise<string[]> =>
  (await meter.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('the metrics in the text format of Prometheus', () => {
  it('are what was counted, read and observed', async () => {
    const meter = createPrometheusMeter(false);
    const rejected = meter.counter('thermacore_rejected_total', 'Refused', ['reason']);
    rejected.add(1, { reason: 'bad-quality' });
    rejected.add(2, { reason: 'bad-quality' });
    rejected.add(undefined, { reason: 'not-finite' });
    meter.counter('thermacore_stored_total', 'Stored').add(5000);
    let bytes = 0;
    meter.gauge('thermacore_spool_bytes', 'Waiting', () => bytes);
    bytes = 42;
    const wait = meter.histogram('thermacore_wait_seconds', 'Waits', [0.1, 1], ['part']);
    wait.observe(0.05, { part: 'store' });
    wait.observe(7, { part: 'store' });
    assert.deepEqual(await samplesOf(meter), [
      'thermacore_rejected_total{reason="bad-quality"} 3',
      'thermacore_rejected_total{reason="not-finite"} 1',
      'thermacore_stored_total 5000',
      'thermacore_spool_bytes 42',
      'thermacore_wait_seconds_bucket{le="0.1",part="store"} 1',
      'thermacore_wait_seconds_bucket{le="1",part="store"} 1',
      'thermacore_wait_seconds_bucket{le="+Inf",part="store"} 2',
      'thermacore_wait_seconds_sum{part="store"} 7.05',
      'thermacore_wait_seconds_count{part="store"} 2',
    ]);
  });

  it('are there as zero before anything happened, so that a rate has a start', async () => {
    const meter = createPrometheusMeter(false);
    meter.counter('thermacore_stored_total', 'Stored');
    assert.deepEqual(await samplesOf(meter), ['thermacore_stored_total 0']);
  });

  it('are one metric however many parts ask for the name; of a gauge’s readers the last is asked', async () => {
    const meter = createPrometheusMeter(false);
    for (const value of [1, 2]) {
      meter.counter('thermacore_stored_total', 'Stored').add();
      meter.gauge('thermacore_clients', 'Clients', () => value);
      meter.histogram('thermacore_wait_seconds', 'Waits', [1]).observe(1);
    }
    const samples = await samplesOf(meter);
    assert.ok(samples.includes('thermacore_stored_total 2'));
    assert.ok(samples.includes('thermacore_clients 2'));
    assert.ok(samples.includes('thermacore_wait_seconds_count 2'));
    assert.equal((await meter.text()).match(/^# TYPE /gm)?.length, 3);
  });

  it('of a gauge are told apart by labels, each by its own reader', async () => {
    const meter = createPrometheusMeter(false);
    for (const [lane, waiting] of [['read', 1], ['bulk', 7], ['read', 3]] as const)
      meter.gauge('thermacore_waiting', 'Waiting', () => waiting, { lane }); // prettier-ignore
    assert.deepEqual(await samplesOf(meter), [
      'thermacore_waiting{lane="read"} 3',
      'thermacore_waiting{lane="bulk"} 7',
    ]);
  });

  it('refuse a label that was not announced', () => {
    const counter = createPrometheusMeter(false).counter('thermacore_stored_total', 'Stored');
    assert.throws(() => counter.add(1, { tenant: 'aqua' }), /tenant/);
  });

  it('keep their form whatever a label’s value is', async () => {
    const meter = createPrometheusMeter(false);
    meter.counter('thermacore_odd_total', 'Odd', ['what']).add(1, { what: 'a"b\\c\nd} 7' });
    const [sample, ...more] = await samplesOf(meter);
    assert.deepEqual(more, []);
    assert.match(sample!, SAMPLE);
  });

  it('of one gauge that cannot be read do not take the others away', async () => {
    const meter = createPrometheusMeter(false);
    meter.gauge('thermacore_broken', 'Broken', () => {
      throw new Error('closed');
    });
    meter.counter('thermacore_stored_total', 'Stored').add(3);
    assert.deepEqual(await samplesOf(meter), ['thermacore_broken Nan', 'thermacore_stored_total 3']);
  });

  it('of the process have each name once and the form of the format', async () => {
    const meter = createPrometheusMeter();
    const text = await meter.text();
    const named = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    assert.ok(named.includes('process_resident_memory_bytes'));
    assert.equal(new Set(named).size, named.length);
    for (const sample of await samplesOf(meter)) assert.match(sample, SAMPLE);
    assert.match(meter.contentType, /^text\/plain; version=0\.0\.4/);
    assert.ok(text.endsWith('\n'));
  });
});
