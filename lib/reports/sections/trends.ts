import type { TrendFacts } from '../facts';
import type { Block, Section } from '../model';
import type { Words } from '../words';

/** The course of chosen sensors: mean, extremes and normal band. */
export function trendSection(facts: TrendFacts | undefined, words: Words): Section {
  const title = words.sections.trends;
  if (!facts || facts.sensors.length === 0)
    return { name: 'trends', title, blocks: [{ kind: 'note', text: words.noSensors }], headlines: [] };
  const blocks: Block[] = facts.sensors.map((sensor) => ({
    kind: 'lines',
    caption: `${sensor.unit}: ${sensor.name}`,
    unit: sensor.uom,
    decimals: sensor.decimals,
    times: facts.times,
    mean: sensor.mean,
    low: sensor.low,
    high: sensor.high,
    normalLow: sensor.normalLow,
    normalHigh: sensor.normalHigh,
    note: sensor.direction === undefined ? undefined : words.directions[sensor.direction],
  }));
  if (facts.more > 0) blocks.push({ kind: 'note', text: words.more(facts.more) });
  return { name: 'trends', title, blocks, headlines: [] };
}
