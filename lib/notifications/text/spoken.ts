/** Units of measure in words, singular and plural: what a speech engine makes of "m³/h" nobody understands. */
const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  K: ['kelvin', 'kelvin'],
  '%': ['percent', 'percent'],
  '‰': ['per mille', 'per mille'],
  bar: ['bar', 'bar'],
  mbar: ['millibar', 'millibars'],
  Pa: ['pascal', 'pascals'],
  kPa: ['kilopascal', 'kilopascals'],
  MPa: ['megapascal', 'megapascals'],
  'm³/h': ['cubic metre per hour', 'cubic metres per hour'],
  'm3/h': ['cubic metre per hour', 'cubic metres per hour'],
  'm³/s': ['cubic metre per second', 'cubic metres per second'],
  'm³': ['cubic metre', 'cubic metres'],
  m3: ['cubic metre', 'cubic metres'],
  'l/s': ['litre per second', 'litres per second'],
  'l/min': ['litre per minute', 'litres per minute'],
  'l/h': ['litre per hour', 'litres per hour'],
  l: ['litre', 'litres'],
  'kg/h': ['kilogram per hour', 'kilograms per hour'],
  'kg/s': ['kilogram per second', 'kilograms per second'],
  kg: ['kilogram', 'kilograms'],
  W: ['watt', 'watts'],
  kW: ['kilowatt', 'kilowatts'],
  MW: ['megawatt', 'megawatts'],
  Wh: ['watt hour', 'watt hours'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  MWh: ['megawatt hour', 'megawatt hours'],
  V: ['volt', 'volts'],
  kV: ['kilovolt', 'kilovolts'],
  mV: ['millivolt', 'millivolts'],
  A: ['ampere', 'amperes'],
  mA: ['milliampere', 'milliamperes'],
  Hz: ['hertz', 'hertz'],
  rpm: ['revolution per minute', 'revolutions per minute'],
  '1/min': ['revolution per minute', 'revolutions per minute'],
  m: ['metre', 'metres'],
  cm: ['centimetre', 'centimetres'],
  mm: ['millimetre', 'millimetres'],
  'm/s': ['metre per second', 'metres per second'],
  'mm/s': ['millimetre per second', 'millimetres per second'],
  'µS/cm': ['microsiemens per centimetre', 'microsiemens per centimetre'],
  'mg/l': ['milligram per litre', 'milligrams per litre'],
  ppm: ['part per million', 'parts per million'],
  NTU: ['N T U', 'N T U'],
  s: ['second', 'seconds'],
  min: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  d: ['day', 'days'],
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const NAMES = Object.keys(UNITS).sort((a, b) => b.length - a.length);
/** A number with its unit, the longest unit first; behind it no letter, digit or slash goes on. */
const WITH_UNIT = new RegExp(
  `([−-]?\\d+(?:[.,]\\d+)?)\\s?(${NAMES.map(escaped).join('|')})(?![\\p{L}\\p{N}³/])`,
  'gu',
);

const SYMBOLS: readonly (readonly [RegExp, string])[] = [
  [/\s*(?:>=|≥)\s*/g, ' at least '],
  [/\s*(?:<=|≤)\s*/g, ' at most '],
  [/\s*(?:!=|≠)\s*/g, ' is not '],
  [/\s+>\s*|\s*>\s+/g, ' above '],
  [/\s+<\s*|\s*<\s+/g, ' below '],
  [/\s*(?:→|->|=>)\s*/g, ' to '],
  [/\s*[=≈]+\s*/g, ' is '],
  [/\s*±\s*/g, ' plus or minus '],
  [/\s*&\s*/g, ' and '],
  [/\s*[·•|]\s*/g, ', '],
  [/[*#_~`^<>{}[\]\\]+/g, ' '],
];

/** One digit or several after a sign that stands for itself, not for "to" or a hyphen. */
const MINUS = /(^|[\s(])[−-](?=\d)/g;

/** A text that can be read out as it stands: no symbols, units in words. */
export function spoken(text: string): string {
  let words = text.replace(WITH_UNIT, (_whole, number: string, unit: string) => {
    const [one = unit, many = unit] = UNITS[unit] ?? [];
    return `${number} ${/^[−-]?1$/.test(number) ? one : many}`;
  });
  words = words.replace(MINUS, '$1minus ');
  for (const [symbol, word] of SYMBOLS) words = words.replace(symbol, word);
  return words
    .replace(/[ \t]+/g, ' ')
    .replace(/ +([,.;:!?])/g, '$1')
    .replace(/^[ ,]+|[ ,]+$/gm, '');
}

/** A key as its words: `boiler-1` is "boiler 1". */
export const spokenKey = (key: string): string => key.replace(/[._-]+/g, ' ').trim();
