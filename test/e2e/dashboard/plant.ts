/** The overview of a made-up plant; `seed` makes the values of two tenants differ so that a leak shows. */
export function overviewOf(
  tenant: string,
  principal: { username: string; role: string },
  now: number,
  seed: number,
): object {
  const wave = (i: number, base: number, swing: number): number =>
    base + seed + swing * Math.sin(i / 7 + base) + swing * 0.3 * Math.sin(i * 1.7 + base * 3);
  const sensor = (key: string, name: string, uom: string, base: number, more: object = {}): object => {
    const options = {
      swing: 1,
      rangeLow: 0,
      rangeHigh: 100,
      decimals: 1,
      staleAfter: 60,
      type: 'number',
      ...more,
    } as {
      swing: number;
      gap?: boolean;
      latest?: object;
    };
    const { swing, gap, ...rest } = options;
    const trend = Array.from({ length: 60 }, (_, i) => [
      now - (60 - i) * 10_000,
      gap && i > 30 && i < 40 ? null : wave(i, base, swing),
    ]);
    return {
      key, name, uom, quantity: 'other', headline: true, trend,
      latest: { timestamp: now - 1500, value: wave(60, base, swing), quality: 'good' },
      ...rest,
    }; // prettier-ignore
  };
  return {
    type: 'overview',
    tenant: { key: tenant, name: tenant, timezone: 'Europe/Berlin' },
    user: { username: principal.username, role: principal.role, platform: false },
    units: [
      {
        key: 'boiler-1', name: 'Boiler 1', kind: 'boiler', area: 'Boiler house',
        sensors: [
          sensor('supply', 'Supply temperature', '°C', 78, { rangeHigh: 120, normalLow: 65, normalHigh: 90 }),
          sensor('drum', 'Drum pressure', 'bar', 5.8, { swing: 0.2, rangeHigh: 10, normalLow: 4, normalHigh: 7, decimals: 2 }),
          sensor('burner', 'Burner', '', 0, { type: 'boolean', headline: false, latest: { timestamp: now - 900, value: true, quality: 'good' }, trend: [] }),
          sensor('o2', 'Flue gas oxygen', '%', 4.1, { headline: false, rangeHigh: 21 }),
        ],
      },
      {
        key: 'boiler-2', name: 'Boiler 2', kind: 'boiler', area: 'Boiler house',
        sensors: [
          sensor('supply', 'Supply temperature', '°C', 96, { rangeHigh: 120, normalLow: 65, normalHigh: 90 }),
          sensor('drum', 'Drum pressure', 'bar', 6.2, { swing: 0.15, rangeHigh: 10, normalLow: 4, normalHigh: 7, decimals: 2, gap: true }),
        ],
      },
      {
        key: 'hx-1', name: 'Heat exchanger', kind: 'heat-exchanger', area: 'Boiler house',
        sensors: [
          sensor('duty', 'Heat duty', 'MW', 3.4, { swing: 0.3, rangeHigh: 6, decimals: 2, normalLow: 1, normalHigh: 5 }),
          sensor('dp', 'Pressure drop', 'kPa', 32, { swing: 2, normalHigh: 60, latest: { timestamp: now - 250_000, value: 31.4, quality: 'good' } }),
        ],
      },
      {
        key: 'pumps', name: 'Network pumps', kind: 'pump-set', area: 'Distribution',
        sensors: [
          sensor('flow', 'Network flow', 'm³/h', 182, { swing: 6, rangeHigh: 300, normalLow: 120, normalHigh: 240, decimals: 0 }),
          sensor('vibration', 'Vibration P2', 'mm/s', 2.2, { swing: 0.4, rangeHigh: 10, normalHigh: 4.5, decimals: 2, latest: { timestamp: now - 700, value: 2.1, quality: 'bad', flags: ['sensor-failure'] } }),
          sensor('p1', 'Pump 1', '', 0, { type: 'boolean', trend: [], latest: { timestamp: now - 900, value: true, quality: 'good' } }),
        ],
      },
      {
        key: 'tank', name: 'Storage tank', kind: 'tank', area: 'Distribution',
        sensors: [
          sensor('level', 'Level', '%', 63, { swing: 4, normalLow: 20, normalHigh: 90 }),
          sensor('top', 'Top temperature', '°C', 84, { rangeHigh: 120, latest: { timestamp: now - 700, value: 84.2, quality: 'uncertain', flags: ['substituted'] } }),
        ],
      },
    ],
  }; // prettier-ignore
}
