import { routes } from '../../lib/platform';
import { ask, defineResource } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

export = defineResource({
  name: 'analytics',
  operations: {
    summary: withinUnits(
      ask(routes.getAnalyticsSummary, ({ platform, ...asked }) => platform.analytics.summary(asked)),
    ),
    performance: withinUnits(
      ask(routes.getPerformance, ({ platform, ...asked }) => platform.analytics.performance(asked)),
    ),
    comparison: withinUnits(
      ask(routes.getComparison, ({ platform, ...asked }) => platform.analytics.comparison(asked)),
    ),
    'data-quality': withinUnits(
      ask(routes.getDataQuality, ({ platform, ...asked }) => platform.analytics.quality(asked)),
    ),
    'alarm-patterns': withinUnits(
      ask(routes.getAlarmPatterns, ({ platform, query: { windowSeconds, ...query }, ...asked }) =>
        platform.analytics.alarmPatterns({
          ...asked,
          query: { ...query, windowMs: windowSeconds * 1000 },
        }),
      ),
    ),
    trends: withinUnits(ask(routes.getTrends, ({ platform, ...asked }) => platform.analytics.trends(asked))),
    statistics: withinUnits(
      ask(routes.getDescriptiveStatistics, ({ platform, ...asked }) => platform.analytics.statistics(asked)),
    ),
    correlation: withinUnits(
      ask(routes.getCorrelation, ({ platform, ...asked }) => platform.analytics.correlation(asked)),
    ),
    suggestions: withinUnits(
      ask(routes.getLimitSuggestions, ({ platform, ...asked }) => platform.analytics.suggestions(asked)),
    ),
    forecast: withinUnits(
      ask(routes.getForecast, ({ platform, ...asked }) => platform.analytics.forecast(asked)),
    ),
    kpi: withinUnits(ask(routes.getKpi, ({ platform, ...asked }) => platform.analytics.kpi(asked))),
  },
});
