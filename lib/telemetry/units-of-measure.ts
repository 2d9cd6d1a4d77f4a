/**
 * Units of measure of thermal and water plants: `si = value · factor + offset`. Factors: NIST SP 811 (2008), appendix
 * B.8. A general library would bring hundreds of units that no plant uses and none of the gauges below.
 */
interface UnitOfMeasure {
  readonly quantity: string;
  readonly factor: number;
  readonly offset?: number;
}

const of = (quantity: string, factor: number, offset?: number): UnitOfMeasure =>
  offset === undefined ? { quantity, factor } : { quantity, factor, offset };

export const UNITS_OF_MEASURE: Readonly<Record<string, UnitOfMeasure>> = {
  K: of('temperature', 1),
  '°C': of('temperature', 1, 273.15),
  '°F': of('temperature', 5 / 9, 459.67 * (5 / 9)),
  Pa: of('pressure', 1),
  mbar: of('pressure', 100),
  kPa: of('pressure', 1e3),
  bar: of('pressure', 1e5),
  MPa: of('pressure', 1e6),
  psi: of('pressure', 6894.757),
  mmH2O: of('pressure', 9.80665),
  'm³/s': of('flow', 1),
  'm³/h': of('flow', 1 / 3600),
  'l/s': of('flow', 1e-3),
  'l/min': of('flow', 1e-3 / 60),
  'l/h': of('flow', 1e-3 / 3600),
  gpm: of('flow', 6.30902e-5),
  W: of('power', 1),
  kW: of('power', 1e3),
  MW: of('power', 1e6),
  hp: of('power', 745.6999),
  'BTU/h': of('power', 0.2930711),
  J: of('energy', 1),
  kJ: of('energy', 1e3),
  MJ: of('energy', 1e6),
  GJ: of('energy', 1e9),
  Wh: of('energy', 3600),
  kWh: of('energy', 3.6e6),
  MWh: of('energy', 3.6e9),
  BTU: of('energy', 1055.056),
  'm³': of('volume', 1),
  l: of('volume', 1e-3),
  gal: of('volume', 3.785412e-3),
  m: of('length', 1),
  cm: of('length', 1e-2),
  mm: of('length', 1e-3),
  ft: of('length', 0.3048),
  in: of('length', 0.0254),
  'mm/s': of('velocity', 1e-3),
  'in/s': of('velocity', 0.0254),
  'm/s': of('velocity', 1),
  '%': of('ratio', 1e-2),
  ratio: of('ratio', 1),
};

/** The function from one unit to another, or undefined when they measure different things. */
export function unitConversion(from: string, to: string): ((value: number) => number) | undefined {
  const a = UNITS_OF_MEASURE[from];
  const b = UNITS_OF_MEASURE[to];
  if (!a || !b || a.quantity !== b.quantity) return undefined;
  const shift = (a.offset ?? 0) - (b.offset ?? 0);
  return (value) => (value * a.factor + shift) / b.factor;
}
