import type { QUANTITIES } from '../../../core/plant';
import { UNITS_OF_MEASURE } from '../../../telemetry/units-of-measure';
import { UNECE, unitIdOf } from '../unece';

/** EUInformation (OPC 10000-8 §5.6.4.3). */
export interface EngineeringUnits {
  readonly namespaceUri: string | null;
  readonly unitId: number;
  readonly displayName: { readonly text: string | null };
}

const CEFACT = 'http://www.opcfoundation.org/UA/units/un/cefact';

/** Our units by UNECE's number; where two share one, as we write it first. */
const BY_UNIT_ID = new Map(
  Object.entries(UNECE)
    .reverse()
    .map(([unit, [code]]) => [unitIdOf(code), unit]),
);

/** Other ways to write them that servers have, in lower case without blanks. */
const SPELLINGS: Readonly<Record<string, string>> = {
  c: '°C', degc: '°C', '℃': '°C', celsius: '°C', degreecelsius: '°C', degreescelsius: '°C',
  f: '°F', degf: '°F', '℉': '°F', fahrenheit: '°F', kelvin: 'K',
  'm3/h': 'm³/h', 'm^3/h': 'm³/h', 'm3/hr': 'm³/h', 'm3/s': 'm³/s', 'm^3/s': 'm³/s',
  m3: 'm³', 'm^3': 'm³', 'lpm': 'l/min', percent: '%', pct: '%', '1/min': 'rpm', 'r/min': 'rpm',
}; // prettier-ignore

const QUANTITY: Readonly<Record<string, (typeof QUANTITIES)[number]>> = {
  temperature: 'temperature',
  pressure: 'pressure',
  flow: 'flow',
  power: 'power',
  energy: 'energy',
  velocity: 'speed',
  ratio: 'ratio',
};
const OF_OTHERS: Readonly<Record<string, (typeof QUANTITIES)[number]>> = {
  rpm: 'speed',
  'mm/s': 'vibration',
  'in/s': 'vibration',
  'mg/l': 'concentration',
  ppm: 'concentration',
};

/** Longest unit that a sensor takes. */
const LONGEST = 20;
const exact = new Map(Object.keys(UNITS_OF_MEASURE).map((unit) => [unit.toLowerCase(), unit]));

/** A unit as sensors have it; empty where the server says nothing. */
export function unitOf({ namespaceUri, unitId, displayName }: EngineeringUnits): string {
  const known = namespaceUri === CEFACT ? BY_UNIT_ID.get(unitId) : undefined;
  if (known !== undefined) return known;
  const text = (displayName.text ?? '').trim();
  if (entry(UNITS_OF_MEASURE, text)) return text;
  const plain = text.toLowerCase().replace(/\s/g, '');
  return (entry(SPELLINGS, plain) ?? exact.get(plain) ?? text).slice(0, LONGEST);
}

/** What is measured in this unit. */
export const quantityOf = (uom: string): (typeof QUANTITIES)[number] =>
  entry(OF_OTHERS, uom) ?? entry(QUANTITY, entry(UNITS_OF_MEASURE, uom)?.quantity ?? '') ?? 'other';

/** Names come from servers: one such as `constructor` is in no table of ours. */
const entry = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
