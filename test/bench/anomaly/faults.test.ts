import assert from 'node:assert/strict';
import { faultTable } from './faults';

describe('anomaly detection on labelled faults of the plant model', function () {
  this.timeout(240_000);

  it('finds 85 % and more of the faults of a course that the weights were not fitted to, with few false alarms', () => {
    const table = faultTable([7], () => undefined);
    const seen = table.rows.filter(({ kind }) => kind !== 'comm-loss');
    assert.deepEqual(seen.map(({ kind }) => kind).sort(), ['drift', 'leak', 'pump-trip', 'spike', 'stuck']);
    const faults = seen.reduce((sum, row) => sum + row.faults, 0);
    const found = seen.reduce((sum, row) => sum + row.found, 0);
    assert.ok(found >= 0.85 * faults, `${found} of ${faults}`);
    const perSensorDay = table.falseAlarms / table.quietDays / table.sensors;
    assert.ok(perSensorDay < 0.2, `${perSensorDay} false alarms for a sensor and day`);
  });
});
