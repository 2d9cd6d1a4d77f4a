import type { EnergyFacts, EnergyRow, KpiFacts } from '../facts';
import type { Format } from '../format';
import type { Block, Headline, Section, Table } from '../model';
import type { Words } from '../words';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Powers with the energy they come to, efficiencies, and the figures that the report itself names. */
export function energySection(facts: EnergyFacts | undefined, words: Words, format: Format): Section {
  const title = words.sections.energy;
  const blocks: Block[] = [];
  if (facts && facts.power.length > 0) blocks.push(powerTable(facts.power, words, format));
  if (facts && facts.ratios.length > 0) blocks.push(ratioTable(facts.ratios, words, format));
  for (const kpi of facts?.kpis ?? []) blocks.push(kpiBlock(kpi, words, format));
  if (blocks.length === 0) blocks.push({ kind: 'note', text: words.noEnergy });
  return { name: 'energy', title, blocks, headlines: facts ? headlines(facts, words, format) : [] };
}

/** Undefined where there is nothing to compare with. */
export function changeOf(
  now: number | undefined,
  before: number | undefined,
  format: Format,
): string | undefined {
  if (now === undefined || before === undefined || before === 0) return undefined;
  return `${format.signed(((now - before) / Math.abs(before)) * 100, 1)} %`;
}

const sum = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((total, value) => total + value, 0) : undefined;
};

const valued = (
  value: number | undefined,
  { decimals, uom }: EnergyRow,
  format: Format,
): string | undefined =>
  value === undefined ? undefined : `${format.number(value, decimals)} ${uom}`.trim();

const powerTable = (rows: readonly EnergyRow[], words: Words, format: Format): Table => ({
  kind: 'table',
  caption: words.energyCaption,
  columns: [
    { title: words.unit },
    { title: words.sensor },
    { title: words.mean, numeric: true },
    { title: words.peak, numeric: true },
    { title: `${words.energy}, kWh`, numeric: true },
    { title: words.change, numeric: true },
  ],
  rows: rows.map((row) => [
    row.unit,
    row.name,
    valued(row.mean, row, format),
    valued(row.peak, row, format),
    row.energyKwh === undefined ? undefined : format.number(row.energyKwh),
    changeOf(row.mean, row.before, format),
  ]),
  note: words.energyNote,
});

const ratioTable = (rows: readonly EnergyRow[], words: Words, format: Format): Table => ({
  kind: 'table',
  caption: words.ratios,
  columns: [
    { title: words.unit },
    { title: words.sensor },
    { title: words.mean, numeric: true },
    { title: words.change, numeric: true },
  ],
  rows: rows.map((row) => [
    row.unit,
    row.name,
    valued(row.mean, row, format),
    changeOf(row.mean, row.before, format),
  ]),
});

function kpiBlock(
  { name, uom, decimals, times, values, mean, fault }: KpiFacts,
  words: Words,
  format: Format,
): Block {
  if (mean === undefined) return { kind: 'note', text: `${name}: ${fault ?? words.nothing}` };
  const long = (times[1] ?? 0) - (times[0] ?? 0) >= DAY_MS;
  const value = `${format.number(mean, decimals)} ${uom}`.trim();
  return {
    kind: 'bars',
    caption: `${name}: ${words.kpiMean(value)}`,
    unit: uom,
    decimals,
    bars: times.map((at, i) => ({ label: long ? format.shortDay(at) : format.clock(at), value: values[i] })),
  };
}

function headlines({ power }: EnergyFacts, words: Words, format: Format): Headline[] {
  const energy = sum(power.map(({ energyKwh }) => energyKwh));
  if (energy === undefined) return [];
  const before = sum(power.map(({ energyBeforeKwh }) => energyBeforeKwh));
  return [{ text: words.energyLine(format.number(energy), changeOf(energy, before, format)), tone: 'good' }];
}
