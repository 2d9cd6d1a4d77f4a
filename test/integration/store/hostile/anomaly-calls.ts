import { encodeCursor } from '../../../../lib/core/cursor';
import type { StoreParts } from '../../../support/database';
import { T0, anomaly } from '../anomalies/fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };
const by = (s: string) => ({ user: s, comment: s, at: T0 });

/** Those of the parts for anomalies, with the text in every place they have for one. */
export const ANOMALY_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  anomalies: {
    keep: [
      (store, s) =>
        store.anomalies.keep('aqua', [anomaly({ id: s, unit: s, sensor: s, detector: s as 'iqr', scan: s })]),
      (store, s) => store.anomalies.keep('aqua', [anomaly({ id: `x${s}`.slice(0, 60), expected: { low: s as never, high: s as never } })]), // prettier-ignore
      (store, s) => store.anomalies.keep(`no'${s}`, [anomaly()]),
    ],
    list: [
      (store, s) =>
        store.anomalies.list('aqua', {
          ...page,
          unit: `no'${s}`,
          sensor: s,
          scan: s,
          judgement: s as 'true',
        }),
      (store, s) => store.anomalies.list('aqua', { ...page, cursor: encodeCursor(['-from,-id', T0, s]) }),
      (store, s) => store.anomalies.list('aqua', { ...page, cursor: s }),
      (store, s) => store.anomalies.list(`no'${s}`, page),
    ],
    get: [
      (store, s) => store.anomalies.get('aqua', `no'${s}`),
      (store, s) => store.anomalies.get(`no'${s}`, s),
    ],
    judge: [
      (store, s) => store.anomalies.judge('aqua', 'found', 'true', by(s)),
      (store, s) => store.anomalies.judge('aqua', 'found', s as 'true', by(s)),
      (store, s) => store.anomalies.judge('aqua', `no'${s}`, 'false', by(s)),
    ],
    closeOpen: [(store, s) => store.anomalies.closeOpen(`no'${s}`)],
  },
  anomalySettings: {
    all: [(store, s) => store.anomalySettings.all(`no'${s}`)],
    put: [
      (store, s) => store.anomalySettings.put('aqua', { unit: `no'${s}`, sensor: s }, {}, s),
      (store, s) =>
        store.anomalySettings.put('aqua', { unit: 'boiler-1', sensor: 'supply' }, { window: 300 }, s),
      (store, s) => store.anomalySettings.put('aqua', {}, { detectors: [s as 'iqr'], [s]: s }, s),
    ],
    clear: [(store, s) => store.anomalySettings.clear('aqua', { unit: `no'${s}`, sensor: s }, s)],
  },
  anomalyModels: {
    load: [(store, s) => store.anomalyModels.load(`no'${s}`)],
    save: [
      (store, s) => store.anomalyModels.save('aqua', [{ unit: s, sensor: s, uom: s, state: Buffer.from(s) }]),
      (store, s) => store.anomalyModels.save(`no'${s}`, [{ unit: s, state: Buffer.from(s) }]),
    ],
  },
};
