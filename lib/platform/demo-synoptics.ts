import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SynopticInput } from '../core/synoptic';
import type { Store } from '../store';
import { DEMO_TENANTS } from './first-start';

/** Of each drawing in demo-synoptics/ what its elements show; they are called after their sensors. */
const DRAWINGS = {
  'boiler-1': {
    text: [
      'supply-temperature',
      'return-temperature',
      'pressure',
      'firing-rate',
      'thermal-power',
      'flue-gas-temperature',
      'gas-flow',
    ],
    state: ['burner'],
    level: undefined,
  },
  'makeup-tank-1': { text: ['level', 'inflow', 'outflow', 'temperature'], state: [], level: 'level' },
} as const;

export function demoSynoptic(unit: keyof typeof DRAWINGS): SynopticInput {
  const svg = readFileSync(join(__dirname, 'demo-synoptics', `${unit}.svg`), 'utf8');
  const { text, state, level } = DRAWINGS[unit];
  return SynopticInput.parse({
    svg,
    bindings: [
      ...text.map((sensor) => ({ element: sensor, sensor, shows: 'text' })),
      ...state.map((sensor) => ({ element: sensor, sensor, shows: 'state' })),
      ...(level === undefined ? [] : [{ element: 'tank', sensor: level, shows: 'level' }]),
    ],
  });
}

/** What the page Unit shows of the demo’s plants. Made with the demo tenants, and never again. */
export async function makeDemoSynoptics(store: Pick<Store, 'synoptics'>): Promise<void> {
  for (const { key } of DEMO_TENANTS)
    for (const unit of Object.keys(DRAWINGS) as (keyof typeof DRAWINGS)[])
      await store.synoptics.put(key, unit, demoSynoptic(unit), 'ThermaCore');
}
