import type { Language } from './definition';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };
const HOUR_MS = 3_600_000;

/** Numbers and times as people of a language write them, by the clock of the plant. */
export class Format {
  private readonly locale: string;
  /** Making one costs a hundred times what using it does. */
  private readonly numbers = new Map<number, Intl.NumberFormat>();
  private readonly dates = new Map<string, Intl.DateTimeFormat>();

  constructor(
    readonly language: Language,
    readonly timezone: string,
  ) {
    this.locale = LOCALES[language];
  }

  number(value: number, decimals = 0): string {
    // No "-0.0".
    const rounded = Number(value.toFixed(decimals)) + 0;
    const known = this.numbers.get(decimals);
    const format =
      known ??
      new Intl.NumberFormat(this.locale, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });
    if (!known) this.numbers.set(decimals, format);
    return format.format(rounded);
  }

  /** A share of 1. */
  percent(share: number, decimals = 1): string {
    return `${this.number(share * 100, decimals)} %`;
  }

  /** With its sign, as changes are. */
  signed(value: number, decimals = 0): string {
    const text = this.number(Math.abs(value), decimals);
    if (Number(value.toFixed(decimals)) === 0) return `±${text}`;
    return `${value > 0 ? '+' : '−'}${text}`;
  }

  day(at: number): string {
    return this.date(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  }

  shortDay(at: number): string {
    return this.date(at, { day: 'numeric', month: 'short' });
  }

  month(at: number): string {
    return this.date(at, { month: 'long', year: 'numeric' });
  }

  clock(at: number): string {
    return this.date(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  }

  moment(at: number): string {
    return this.date(at, {
      day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
    }); // prettier-ignore
  }

  hours(ms: number): string {
    return this.number(ms / HOUR_MS, 1);
  }

  private date(at: number, options: Intl.DateTimeFormatOptions): string {
    const key = Object.entries(options).join();
    const known = this.dates.get(key);
    const format = known ?? new Intl.DateTimeFormat(this.locale, { timeZone: this.timezone, ...options });
    if (!known) this.dates.set(key, format);
    return format.format(at);
  }
}
