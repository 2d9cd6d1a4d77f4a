import type { JournalLine, Pen } from './trend-model.js';

/** A value as it stands beside its curve; `bad` where there is none that counts. */
export function textOf(pen: Pick<Pen, 'type' | 'decimals'>, value: unknown): string {
  const number = typeof value === 'string' || value == null ? NaN : Number(value);
  if (Number.isNaN(number)) return 'bad';
  if (pen.type === 'boolean') return number >= 0.5 ? 'On' : 'Off';
  const digits = { minimumFractionDigits: pen.decimals, maximumFractionDigits: pen.decimals };
  return number.toLocaleString('en-GB', digits);
}

export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 129_600
    ? `${Math.round(seconds / 3600)} h ago`
    : `${Math.round(seconds / 86_400)} days ago`;
}

export function timeOf(at: number, timeZone: string): string {
  const style = {
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  return new Date(at).toLocaleString('en-GB', { ...style, timeZone });
}

/** What a field for date and time shows, by the clock of the plant: 2026-11-27T09:00:00. */
export const fieldOf = (at: number, timeZone: string): string =>
  new Date(at).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');

/** The other way; a time that a clock shows twice is the first of the two or the second. NaN: no time at all. */
export function momentOf(field: string, timeZone: string): number {
  const wanted = Date.parse(`${field}Z`);
  if (Number.isNaN(wanted)) return NaN;
  // The offset belongs to the time that is looked for, so the second step corrects the first near a change of clocks.
  let at = wanted;
  for (let step = 0; step < 2; step++) at += wanted - Date.parse(`${fieldOf(at, timeZone)}Z`);
  return at;
}

interface ListedSensor extends Omit<Pen, 'sensor' | 'unitName'> {
  readonly key: string;
}

/** Sensors that can be drawn, with the names of their units and a text to search in. */
export function choiceOf(units: readonly { key: string; name: string }[], sensors: readonly ListedSensor[]) {
  const names = new Map(units.map(({ key, name }) => [key, name]));
  return sensors
    .filter(({ type, unit }) => type !== 'text' && names.has(unit))
    .map((item) => {
      const unitName = names.get(item.unit) ?? item.unit;
      const text = [unitName, item.name, item.unit, item.key].join(' ').toLowerCase();
      return { ...item, sensor: item.key, unitName, place: `${item.unit}/${item.key}`, text };
    });
}

interface StandingAlarm extends Omit<JournalLine, 'alarm' | 'at' | 'event'> {
  readonly id: string;
  readonly active: boolean;
  readonly activeSince?: string | undefined;
}

/** The lines, and before them the begins of alarms that stand now and of which the journal's part does not tell. */
export function withStanding(lines: readonly JournalLine[], alarms: readonly StandingAlarm[]): JournalLine[] {
  const begun = alarms.flatMap(({ id, active, activeSince, ...rest }) =>
    active && activeSince && !lines.some(({ alarm, event }) => alarm === id && event === 'active')
      ? [{ ...rest, alarm: id, at: activeSince, event: 'active' }]
      : [],
  );
  return [...lines, ...begun];
}

/** Hands a file to the user. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
