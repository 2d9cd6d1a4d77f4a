import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';

export = defineResource({
  name: 'analytics',
  operations: {
    summary: ask(routes.getAnalyticsSummary, ({ platform, ...asked }) => platform.analytics.summary(asked)),
    performance: ask(routes.getPerformance, ({ platform, ...asked }) =>
      platform.analytics.performance(asked),
    ),
    comparison: ask(routes.getComparison, ({ platform, ...asked }) => platform.analytics.comparison(asked)),
    'data-quality': ask(routes.getDataQuality, ({ platform, ...asked }) => platform.analytics.quality(asked)),
    'alarm-patterns': ask(
      routes.getAlarmPatterns,
      ({ platform, query: { windowSeconds, ...query }, ...asked }) =>
        platform.analytics.alarmPatterns({
          ...asked,
          query: { ...query, windowMs: windowSeconds * 1000 },
        }),
    ),
    trends: ask(routes.getTrends, ({ platform, ...asked }) => platform.analytics.trends(asked)),
    statistics: ask(routes.getDescriptiveStatistics, ({ platform, ...asked }) =>
      platform.analytics.statistics(asked),
    ),
    correlation: ask(routes.getCorrelation, ({ platform, ...asked }) =>
      platform.analytics.correlation(asked),
    ),
    suggestions: ask(routes.getLimitSuggestions, ({ platform, ...asked }) =>
      platform.analytics.suggestions(asked),
    ),
    forecast: ask(routes.getForecast, ({ platform, ...asked }) => platform.analytics.forecast(asked)),
    kpi: ask(routes.getKpi, ({ platform, ...asked }) => platform.analytics.kpi(asked)),
  },
});
