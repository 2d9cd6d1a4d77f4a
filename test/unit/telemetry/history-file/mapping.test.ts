import assert from 'node:assert/strict';
import { LineMapper, type FileMapping } from '../../../../lib/telemetry/history-file';
import type { SensorDirectory, SensorEntry } from '../../../../lib/telemetry/ports';

const NOW = Date.UTC(2026, 10, 23, 9);
const SENSORS: Record<string, SensorEntry> = {
  supply: { type: 'number' },
  pump: { type: 'boolean' },
  mode: { type: 'text' },
};
const directory: SensorDirectory = {
  hasUnit: (tenant, unit) => tenant === 'aqua' && unit === 'boiler-1',
  find: (tenant, unit, sensor) =>
    tenant === 'aqua' && unit === 'boiler-1' && Object.hasOwn(SENSORS, sensor) ? SENSORS[sensor] : undefined,
};
const USUAL: FileMapping = {
  timestamp: 'timestamp', value: 'value', quality: 'quality', flags: 'flags', unit: 'unit', sensor: 'sensor',
  stamps: 'iso', timeZone: 'UTC', decimal: '.', header: true,
}; // prettier-ignore
const HEADER = ['unit', 'sensor', 'timestamp', 'value', 'quality', 'flags'];

const mapper = (
  mapping: Partial<FileMapping> = {},
  header: readonly string[] | 'none' = HEADER,
): LineMapper =>
  new LineMapper(
    { ...USUAL, ...mapping },
    { tenant: 'aqua', directory, now: NOW },
    header === 'none' ? undefined : header,
  );

const at = (text: string, mapping: Partial<FileMapping> = {}): number | string => {
  const mapped = mapper(mapping).map(['boiler-1', 'supply', text, '1', '', '']);
  return 'reading' in mapped ? mapped.reading.timestamp : mapped.fault.field;
};
const value = (sensor: string, text: string, mapping: Partial<FileMapping> = {}): unknown => {
  const mapped = mapper(mapping).map(['boiler-1', sensor, '2026-01-01T00:00:00Z', text, '', '']);
  return 'reading' in mapped ? mapped.reading.value : mapped.fault;
};

describe('LineMapper', () => {
  it('takes the lines of an export as they are', () => {
    assert.deepEqual(
      mapper().map(['boiler-1', 'supply', '2026-11-23T08:00:00.250Z', '71.3', 'uncertain', 'over-range stale']),
      {
        reading: {
          tenant: 'aqua', unit: 'boiler-1', sensor: 'supply', timestamp: Date.UTC(2026, 10, 23, 8, 0, 0, 250),
          value: 71.3, quality: 'uncertain', flags: ['over-range', 'stale'],
        },
      },
    ); // prettier-ignore
    assert.equal(value('mode', `'=1+1`), '=1+1');
    assert.equal(value('mode', `'plain`), `'plain`);
  });

  it('finds columns by header in any case, and by number', () => {
    const header = ['Zeit', ' Wert '];
    const fixed = { fixedUnit: 'boiler-1', fixedSensor: 'supply' };
    for (const columns of [
      { timestamp: 'zeit', value: 'WERT' },
      { timestamp: '1', value: '2' },
    ])
      assert.ok('reading' in mapper({ ...fixed, ...columns }, header).map(['2026-01-01T00:00:00Z', '1']));
    const bare = mapper({ ...fixed, timestamp: '2', value: '1', header: false }, 'none');
    assert.ok('reading' in bare.map(['1', '2026-01-01T00:00:00Z']));
  });

  it('says which column is not there', () => {
    assert.throws(() => mapper({ value: 'wert' }), { field: 'value', advice: /unit, sensor, timestamp/ });
    assert.throws(() => mapper({}, ['timestamp;value']), { advice: /delimiter/ });
    assert.throws(() => mapper({ header: false }, 'none'), { field: 'timestamp' });
    assert.throws(() => mapper({ timeZone: 'Mars/Olympus' }), { field: 'timeZone' });
  });

  it('reads stamps with offset, without one, and as numbers', () => {
    assert.equal(at('2026-07-01T12:00:00+02:00'), Date.UTC(2026, 6, 1, 10));
    assert.equal(at('2026-07-01 12:00'), Date.UTC(2026, 6, 1, 12));
    assert.equal(
      at('2026-07-01 12:00:00,5', { timeZone: 'Europe/Berlin' }),
      Date.UTC(2026, 6, 1, 10, 0, 0, 500),
    );
    assert.equal(at('2026-01-01 12:00', { timeZone: 'Europe/Berlin' }), Date.UTC(2026, 0, 1, 11));
    assert.equal(at('1767225600000', { stamps: 'epoch-ms' }), Date.UTC(2026, 0, 1));
    assert.equal(at('1767225600.5', { stamps: 'epoch-s' }), Date.UTC(2026, 0, 1) + 500);
  });

  it('reads the hours of a change of summer time', () => {
    const berlin = { timeZone: 'Europe/Berlin' };
    // Comes twice: the first.
    assert.equal(at('2025-10-26 02:30', berlin), Date.UTC(2025, 9, 26, 0, 30));
    // Does not exist.
    assert.equal(at('2026-03-29 02:30', berlin), Date.UTC(2026, 2, 29, 1, 30));
    assert.equal(at('2026-03-29 03:00', berlin), Date.UTC(2026, 2, 29, 1));
    assert.equal(at('2026-03-29 01:59', berlin), Date.UTC(2026, 2, 29, 0, 59));
  });

  it('refuses what is no time', () => {
    for (const text of [
      '',
      'yesterday',
      '2026-02-31 10:00',
      '2026-01-01 25:00',
      '01.02.2026',
      '1999-12-31T23:59:59Z',
      '2026-11-30T00:00:00Z',
      '2026-01-01T10:61Z',
    ])
      // prettier-ignore
      assert.equal(at(text), 'timestamp', text);
  });

  it('reads values as their sensor wants them', () => {
    assert.equal(value('supply', ' -1.5e3 '), -1500);
    assert.equal(value('supply', '71,3', { decimal: ',' }), 71.3);
    assert.equal(value('pump', 'ON'), true);
    assert.equal(value('pump', '0'), false);
    assert.equal(value('mode', ' as it is '), ' as it is ');
    for (const [sensor, text] of [
      ['supply', ''],
      ['supply', '1,5'],
      ['supply', '0x10'],
      ['supply', 'NaN'],
      ['supply', '1e999'],
      ['pump', '2'],
      ['mode', 'x'.repeat(5000)],
      ['mode', 'a\0b'],
      ['mode', 'caf\uFFFD'],
    ] as const)
      // prettier-ignore
      assert.equal((value(sensor, text) as { field?: string }).field, 'value', `${sensor} ${text}`);
  });

  it('refuses what the tenant does not have, and a quality that is none', () => {
    const fault = (...cells: string[]): string => {
      const mapped = mapper().map(cells);
      return 'fault' in mapped ? mapped.fault.field : 'none';
    };
    const rest = ['2026-01-01T00:00:00Z', '1'];
    assert.equal(fault('secret', 'supply', ...rest), 'unit');
    assert.equal(fault('boiler-1', 'other', ...rest), 'sensor');
    assert.equal(fault('boiler-1', '__proto__', ...rest), 'sensor');
    assert.equal(fault('boiler-1', 'supply', ...rest, 'great'), 'quality');
    assert.equal(fault('boiler-1', 'supply', ...rest, 'good', 'odd'), 'flags');
    assert.equal(fault('boiler-1'), 'sensor');
    assert.equal(fault('boiler-1', 'supply', ...rest), 'none');
  });
});
