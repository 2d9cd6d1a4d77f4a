import { routes } from '../../lib/platform';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';
import { withinUnits } from '../_kit/within-units';

/** A job over history changes nothing that an audit log would have to tell. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });
const acting = ({ store, tenant, principal }: Asked) => ({ store, tenant, user: principal?.username });

export = defineResource({
  name: 'anomalies',
  operations: {
    list: withinUnits(
      ask(routes.listAnomalies, ({ platform, store, tenant, query }) =>
        platform.anomalies.list(store, tenant, query),
      ),
    ),
    get: withinUnits(
      ask(routes.getAnomaly, ({ platform, store, tenant, params }) =>
        platform.anomalies.get(store, tenant, params.anomaly),
      ),
    ),
    judge: withinUnits(
      ask(routes.judgeAnomaly, ({ params, body, ...asked }) => {
        asked.note({ judgement: body.judgement });
        return asked.platform.anomalies.judge(acting(asked), params.anomaly, body);
      }),
    ),
    settings: ask(routes.listAnomalySettings, ({ platform, store, tenant }) =>
      platform.anomalies.settings(store, tenant),
    ),
    'set-settings': ask(routes.setAnomalySettings, ({ body, ...asked }) => {
      asked.note({ settings: body });
      return asked.platform.anomalies.setSettings(acting(asked), {}, body);
    }),
    'set-unit-settings': ask(routes.setAnomalySettingsOfUnit, ({ params, body, ...asked }) => {
      asked.note({ settings: body });
      return asked.platform.anomalies.setSettings(acting(asked), params, body);
    }),
    'set-sensor-settings': ask(routes.setAnomalySettingsOfSensor, ({ params, body, ...asked }) => {
      asked.note({ settings: body });
      return asked.platform.anomalies.setSettings(acting(asked), params, body);
    }),
    'start-scan': unaudited(
      ask(routes.startAnomalyScan, ({ body, platform, store, tenant, principal, now }) =>
        platform.anomalies.scans.start(
          { store, tenant, by: principal?.username ?? 'flow' },
          { ...body, to: body.to ?? now },
        ),
      ),
    ),
    scans: ask(routes.listAnomalyScans, ({ platform, tenant }) =>
      Promise.resolve({ items: platform.anomalies.scans.list(tenant) }),
    ),
    'get-scan': ask(routes.getAnomalyScan, ({ platform, tenant, params }) =>
      Promise.resolve(platform.anomalies.scans.get(tenant, params.scan)),
    ),
    'remove-scan': unaudited(
      ask(routes.removeAnomalyScan, ({ platform, tenant, params }) =>
        platform.anomalies.scans.remove(tenant, params.scan),
      ),
    ),
  },
});
