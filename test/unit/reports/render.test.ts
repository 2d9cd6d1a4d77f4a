import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SECTIONS, headlinesOf, reportCsv, reportHtml } from '../../../lib/reports';
import { placeOn, scaleOf } from '../../../lib/reports/html/scale';
import { facts, modelOf, place } from './fixture';

const html = (...given: Parameters<typeof modelOf>): string => reportHtml(modelOf(...given), 'day');
const texts = (page: string): string => page.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]+>/g, ' ');

describe('a report', () => {
  it('says the most important things at the top, the worst first', () => {
    const lines = headlinesOf(modelOf()).map(({ text }) => text);
    assert.deepEqual(lines.slice(0, 3), [
      'Boiler 1 needs attention most: score 53 of 100.',
      '3 alarms unacknowledged for more than 1 h.',
      '1 alarm flood in the period.',
    ]);
    assert.ok(lines.includes('Availability of measurements 99.2 %.'));
    assert.ok(lines.includes('Energy 66,240 kWh, −0.7 % against the period before.'));
  });

  it('has no markup of anybody else', () => {
    const page = html({ name: '<script>alert(1)</script>' }, facts, { ...place, plant: '"><img src=x>' });
    assert.ok(!page.includes('<script') && !page.includes('<img') && !page.includes('<b>Pump'));
    assert.match(page, /&lt;b&gt;Pump&lt;\/b&gt; 2 vibrates/);
  });

  it('fetches nothing and runs nothing', () => {
    const page = html();
    assert.ok(page.includes(`Content-Security-Policy" content="default-src 'none'`));
    const fetched = /(?:src|href)=|url\(|@import|<link|<object| on\w+="/i.exec(page);
    assert.equal(fetched, null);
  });

  it('ends its footer on paper where the text of the tenant would end it', () => {
    const page = html({ name: 'A"; } body { display: none' });
    const css = page.slice(page.indexOf('@page'), page.indexOf('</style>'));
    assert.equal(css.match(/"/g)?.length, 6);
    assert.doesNotMatch(css, /display: none/);
  });

  it('is written in German, with German numbers', () => {
    const page = texts(html({ language: 'de' }));
    assert.match(page, /Auf einen Blick/);
    assert.match(page, /Verfügbarkeit der Messwerte 99,2 %/);
    assert.match(page, /66\.240 kWh/);
    assert.match(page, /Donnerstag, 26\. November 2026/);
    assert.doesNotMatch(page, /At a glance|Availability|Alarm performance/);
  });

  it('tells good from bad by form and not by colour alone', () => {
    const page = html();
    for (const tone of ['good', 'watch', 'bad']) assert.match(page, new RegExp(`sign tone-${tone}`));
    assert.match(page, /tone-bad"[^>]*><rect/);
    assert.match(page, /tone-good"[^>]*><circle/);
  });

  it('leaves a gap in a line where nothing is known', () => {
    const trends = facts.trends;
    assert.ok(trends);
    const [sensor] = trends.sensors;
    assert.ok(sensor);
    const mean = Array.from(sensor.mean, (value, i) => (i > 40 && i < 50 ? NaN : value));
    const page = html({ kind: 'custom', sections: ['trends'] }, { trends: { ...trends, sensors: [{ ...sensor, mean }] } });
    // One more in the legend.
    assert.equal(page.match(/class="line"/g)?.length, 3);
    assert.doesNotMatch(page, /NaN|undefined|Infinity/);
  }); // prettier-ignore

  for (const section of SECTIONS)
    it(`of a plant of which nothing is known still has its section ${section}`, () => {
      for (const language of ['en', 'de'] as const) {
        const page = html({ kind: 'custom', sections: [section], language }, {});
        assert.match(page, /<h2>/);
        assert.doesNotMatch(page, /NaN|undefined|Infinity/);
      }
    });

  it('gives all figures as CSV, of which a spreadsheet runs none', () => {
    const model = modelOf({}, { ...facts, alarms: facts.alarms && { ...facts.alarms, forgotten: [{ message: '=HYPERLINK("http://x")', priority: 'high', since: 0 }] } }); // prettier-ignore
    const lines = reportCsv(model).split('\r\n');
    assert.equal(lines[0], 'section,table,row,column,value');
    assert.ok(lines.includes('Energy and efficiency,Power and energy,Boiler 1 / Thermal power,"Energy, kWh","44,160"'));
    assert.ok(lines.some((line) => line.includes(`"'=HYPERLINK(""http://x"")"`)));
    assert.ok(lines.some((line) => line.startsWith('Course of the measurements,Boiler 1: Supply temperature,2026-11-25T23:00:00.000Z,°C,')));
  }); // prettier-ignore

  it('draws any values on round ticks that hold them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        (values, zero) => {
          const scale = scaleOf(values, zero);
          assert.ok(scale);
          assert.ok(scale.ticks.length >= 2 && scale.ticks.length <= 7);
          for (const value of values) {
            const at = placeOn(scale, value);
            assert.ok(at >= -1e-6 && at <= 1 + 1e-6, `${value} at ${at}`);
          }
        },
      ),
    );
    assert.equal(scaleOf([NaN]), undefined);
  });
});
