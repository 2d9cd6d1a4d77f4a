import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Meter } from '../core/meter';

/** The event loop's delay is sampled with a timer: prom-client's own 10 ms would wake an idle process 100 times a second. */
const EVENT_LOOP_PRECISION_MS = 100;

export interface PrometheusMeter extends Meter {
  /** The Prometheus text format (version 0.0.4). */
  text(): Promise<string>;
  readonly contentType: string;
}

interface GaugeReader {
  readonly labels: Record<string, string>;
  readonly read: () => number | undefined;
}

/** One part that cannot say its value, e.g. since it was closed, must not take the other metrics away. */
function valueOf(read: () => number | undefined): number | undefined {
  try {
    return read();
  } catch {
    return NaN;
  }
}

/** The Meter on prom-client. Asking twice for a name gives the same metric; of a gauge's readers with the same labels the last one wins. */
export function createPrometheusMeter(processMetrics = true): PrometheusMeter {
  const registry = new Registry();
  if (processMetrics)
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  const gauges = new Map<string, Map<string, GaugeReader>>();

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    counter(name, help, labels = []) {
      let counter = counters.get(name);
      if (!counter) {
        counter = new Counter({ name, help, labelNames: labels, registers: [registry] });
        counters.set(name, counter);
      }
      const made = counter;
      return { add: (count = 1, values) => (values ? made.inc({ ...values }, count) : made.inc(count)) };
    },
    gauge(name, help, read, labels = {}) {
      const readers = gauges.get(name) ?? new Map<string, GaugeReader>();
      if (!gauges.has(name))
        new Gauge({
          name,
          help,
          labelNames: Object.keys(labels),
          registers: [registry],
          collect() {
            this.reset();
            for (const reader of readers.values()) {
              const value = valueOf(reader.read);
              if (value !== undefined) this.set(reader.labels, value);
            }
          },
        });
      gauges.set(name, readers);
      readers.set(JSON.stringify(labels), { labels: { ...labels }, read });
    },
    histogram(name, help, buckets, labels = []) {
      let histogram = histograms.get(name);
      if (!histogram) {
        histogram = new Histogram({
          name,
          help,
          buckets: [...buckets],
          labelNames: labels,
          registers: [registry],
        });
        histograms.set(name, histogram);
      }
      const made = histogram;
      return {
        observe: (value, values) => (values ? made.observe({ ...values }, value) : made.observe(value)),
      };
    },
  };
}
