import { ANALYTICS_LIMITS, type AlarmPatternReport } from '../../core/analytics';
import type { Clock } from '../../core/clock';
import type { Meter } from '../../core/meter';
import { comparisonOf, type ComparisonQuery } from './comparison';
import { forecastOf, type ForecastQuery } from './forecast';
import { noteOf, spanOf, zoneOf, type AnalyticsStore, type Choice } from './grid';
import { compileKpi, kpiReport, kpiValue, type KpiQuery, type KpiValue } from './kpi';
import { performanceReport, qualityReport, summaryOf } from './scores';
import { SeriesAnalytics, type CorrelationQuery, type Question, type SeriesQuery } from './series';
import { Workers } from './workers';

export interface AlarmPatternQuery extends Choice {
  /** Within it alarms belong together, in ms. */
  readonly windowMs: number;
  readonly timezone?: string | undefined;
  readonly top: number;
}

const PATTERN_SPAN_MS = 30 * 86_400_000;

/**
 * What the past tells about sensors, units and alarms. The database sums up, a worker thread calculates, and the event loop
 * only carries a few thousand numbers between them.
 */
export class Analytics {
  private readonly workers: Workers;
  private readonly series: SeriesAnalytics;

  constructor(use: { readonly clock: Clock; readonly meter: Meter }) {
    this.workers = new Workers(use);
    this.series = new SeriesAnalytics(this.workers);
  }

  readonly summary = (question: Question<Choice>) => summaryOf(question);
  readonly trends = (question: Question<SeriesQuery>) => this.series.trends(question);
  readonly statistics = (question: Question<SeriesQuery>) => this.series.statistics(question);
  readonly correlation = (question: Question<CorrelationQuery>) => this.series.correlation(question);
  readonly suggestions = (question: Question<SeriesQuery>) => this.series.suggestions(question);
  readonly quality = (question: Question<Choice>) => qualityReport(question);
  readonly performance = (question: Question<Choice>) => performanceReport(question);
  readonly comparison = (question: Question<ComparisonQuery>) => comparisonOf(question);
  readonly forecast = (question: Question<ForecastQuery>) => forecastOf(question, this.workers);
  readonly kpi = (question: Question<KpiQuery>) => kpiReport(question);

  async alarmPatterns(question: Question<AlarmPatternQuery>): Promise<AlarmPatternReport> {
    const { store, tenant, now, query } = question;
    const span = spanOf(query, now, PATTERN_SPAN_MS);
    const { windowMs, top, unit } = query;
    const timezone = await zoneOf(store, tenant, query.timezone);
    const { journal } = ANALYTICS_LIMITS;
    const lines = await store.alarmJournal.announcements(
      tenant,
      { ...span, ...(unit === undefined ? {} : { unit }) },
      journal,
    );
    const from = lines.length < journal ? span.from : (lines[0]?.at ?? span.from);
    const found = await this.workers.run(tenant, 'alarmPatterns', {
      hits: lines.map(({ instance, at }) => ({ alarm: instance, at })),
      options: { ...span, from, windowMs, timezone, top },
    });
    const rhythm = ({ counts, p, peak }: (typeof found)['hours']) => ({
      counts: [...counts],
      ...(p === undefined ? {} : { p }),
      ...(peak === undefined ? {} : { peak }),
    });
    return {
      from,
      to: span.to,
      windowMs,
      timezone,
      alarms: found.alarms,
      together: found.together.map(({ alarms, ...rest }) => ({ alarms: [...alarms], ...rest })),
      sequences: [...found.sequences],
      hours: rhythm(found.hours),
      weekdays: rhythm(found.weekdays),
      ...noteOf(lines.length < journal ? undefined : `Only the newest ${journal} alarms were looked at.`),
    };
  }

  /** An expression that is calculated again and again. Throws `invalid` that names `expression`. */
  kpiOver(
    text: string,
  ): (store: AnalyticsStore, tenant: string, span: { from: number; to: number }) => Promise<KpiValue> {
    const compiled = compileKpi(text);
    return (store, tenant, span) => kpiValue(store, tenant, compiled, span);
  }

  stop(): Promise<void> {
    return this.workers.stop();
  }
}
