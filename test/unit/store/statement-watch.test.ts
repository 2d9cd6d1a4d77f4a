import assert from 'node:assert/strict';
import { createPrometheusMeter } from '../../../lib/platform/prometheus';
import {
  SLOW_MS,
  STATEMENT_TIMEOUT_MS,
  StatementWatch,
  type StatementClass,
} from '../../../lib/store/statement-watch';
import { FakeClock } from '../../support/fake-clock';
import { keepingLogger } from '../telemetry/fixture';

function make() {
  const clock = new FakeClock();
  const meter = createPrometheusMeter(false);
  const { logger, lines } = keepingLogger();
  const watch = new StatementWatch({ clock, logger, meter });
  /** A statement that takes so long. */
  const run = (kind: StatementClass, ms: number, text = 'select 1', values?: readonly unknown[]) =>
    watch.over({ query: async () => (clock.advance(ms), { rows: [] }) }, kind).query(text, values);
  return { clock, meter, lines, watch, run };
}

describe('What statements take', () => {
  it('is in the metrics, by class', async () => {
    const { meter, run } = make();
    await run('lookup', 3);
    await run('lookup', 40);
    await run('export', 90_000);
    const text = await meter.text();
    assert.match(text, /thermacore_sql_milliseconds_bucket\{le="5",class="lookup"\} 1\n/);
    assert.match(text, /thermacore_sql_milliseconds_sum\{class="lookup"\} 43\n/);
    assert.match(text, /thermacore_sql_milliseconds_count\{class="export"\} 1\n/);
    assert.doesNotMatch(text, /thermacore_sql_slow_total\{class="lookup"\}/);
    assert.match(text, /thermacore_sql_slow_total\{class="export"\} 1\n/);
  });

  it('counts also when the statement fails', async () => {
    const { clock, meter, watch } = make();
    const failing = watch.time('query', 'select 1', () => {
      clock.advance(7);
      return Promise.reject(new Error('no'));
    });
    await assert.rejects(failing, /no/);
    assert.match(await meter.text(), /thermacore_sql_milliseconds_sum\{class="query"\} 7\n/);
  });

  it('is slow from the threshold of its class on, well before its time-out', async () => {
    for (const kind of Object.keys(SLOW_MS) as StatementClass[]) {
      assert.ok(SLOW_MS[kind] * 2 <= STATEMENT_TIMEOUT_MS[kind], kind);
      const { meter, lines, run } = make();
      await run(kind, SLOW_MS[kind] - 1);
      assert.equal(lines.length, 0);
      await run(kind, SLOW_MS[kind]);
      assert.match(await meter.text(), new RegExp(`slow_total\\{class="${kind}"\\} 1\\n`));
      assert.equal(lines.length, 1);
    }
  });

  it('is logged once a minute for each text, counted each time', async () => {
    const { clock, meter, lines, run } = make();
    for (let second = 0; second < 120; second++) {
      await run('lookup', 300, 'select a');
      await run('lookup', 300, 'select b');
      clock.advance(400);
    }
    const of = (statement: string) => lines.filter(({ fields }) => fields['statement'] === statement).length;
    assert.deepEqual([of('select a'), of('select b')], [2, 2]);
    assert.match(await meter.text(), /slow_total\{class="lookup"\} 240\n/);
  });

  it('is logged with the first 120 characters of the text on one line, and no parameter', async () => {
    const { lines, run } = make();
    await run('write', 5_000, `\n  insert into somewhere\n  values ($1, ${'x'.repeat(200)})`, ['geheim']);
    const [line] = lines;
    assert.equal(line?.level, 'warn');
    assert.deepEqual(line.fields, {
      class: 'write',
      milliseconds: 5_000,
      statement: `insert into somewhere values ($1, ${'x'.repeat(86)}`,
    });
    assert.doesNotMatch(JSON.stringify(lines), /geheim/);
  });

  it('keeps the answer as it is', async () => {
    const { watch } = make();
    const answer = { rows: [{ n: 1 }], rowCount: 1 };
    assert.equal(
      await watch.over({ query: async () => answer as never }, 'lookup').query('select 1'),
      answer,
    );
  });

  it('is remembered for a bounded number of texts', async () => {
    const { run, watch } = make();
    for (let i = 0; i < 3_000; i++) await run('lookup', 300, `select ${i}`);
    assert.ok((watch as unknown as { logged: Map<string, number> }).logged.size <= 1_000);
  });
});
