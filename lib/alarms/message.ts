import type { ReadingValue } from '../core/reading';
import type { Level, Priority } from './condition';
import type { AlarmSource, SensorFacts } from './ports';

/** What can stand in a message in braces. */
export const PLACEHOLDERS = ['name', 'sensor', 'unit', 'device', 'value', 'limit', 'uom', 'level', 'priority', 'text'] as const; // prettier-ignore
type Placeholder = (typeof PLACEHOLDERS)[number];

const MAX_LENGTH = 500;
const MAX_VALUE_LENGTH = 100;
const PATTERN = /\{([a-zA-Z]*)\}/g;

/** Words in braces that nobody fills in. */
export const unknownPlaceholders = (template: string): string[] =>
  Array.from(template.matchAll(PATTERN), ([, name = '']) => name).filter(
    (name) => !(PLACEHOLDERS as readonly string[]).includes(name),
  );

export interface MessageFacts {
  readonly name: string;
  readonly source: AlarmSource;
  readonly facts: SensorFacts | undefined;
  readonly value: ReadingValue | null;
  readonly limit: number | undefined;
  readonly level: Level;
  readonly priority: Priority;
  /** What the system of a foreign condition says in words. */
  readonly text?: string | undefined;
}

/** Text from the field may be anything; line breaks and other controls do not get into a message. */
const plain = (text: string, most = MAX_VALUE_LENGTH): string => text.replace(/\p{Cc}/gu, ' ').slice(0, most);

function valueText(value: ReadingValue | null | undefined, facts: SensorFacts | undefined): string {
  if (value === null || value === undefined) return '?';
  if (typeof value === 'number') return String(Number(value.toFixed(facts?.decimals ?? 6)));
  return plain(String(value));
}

/** Fills the template in, once: braces in what is filled in stay as they are. */
export function renderMessage(template: string, of: MessageFacts): string {
  const { facts, source } = of;
  const words: Readonly<Record<Placeholder, () => string>> = {
    name: () => of.name,
    sensor: () => facts?.name ?? source.sensor ?? source.device ?? '',
    unit: () => source.unit ?? '',
    device: () => source.device ?? '',
    value: () => valueText(of.value, facts),
    limit: () => (of.limit === undefined ? '' : String(of.limit)),
    uom: () => facts?.uom ?? '',
    level: () => of.level,
    priority: () => of.priority,
    text: () => plain(of.text ?? '', MAX_LENGTH),
  };
  return template
    .replace(PATTERN, (whole, name: string) =>
      Object.hasOwn(words, name) ? words[name as Placeholder]() : whole,
    )
    .trim()
    .slice(0, MAX_LENGTH);
}
