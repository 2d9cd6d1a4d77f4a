import { z } from 'zod';
import { shownAnomaly, type AnomalyFeedLease, type AnomalyFeedStatus } from '../../lib/platform';
import { messageOf } from '../../lib/core/errors';
import { Key } from '../../lib/core/plant';
import { chosen, nameField, number } from '../_kit/fields';
import { readingsOf } from '../_kit/message';
import { Rate, grouped } from '../_kit/rate';
import { defineNode } from '../_kit/register';
import type { DatabaseService, TenantService } from '../_kit/services';
import type { StatusState } from '../_kit/status';

const config = z.object({
  name: nameField,
  database: chosen('Database node'),
  tenant: z.string().optional().describe('Tenant node; empty: all tenants of the database'),
  unit: Key.optional().describe('Only this unit; empty: all'),
  sensor: Key.optional().describe('Only sensors of this key; empty: all'),
  emit: z
    .enum(['all', 'unusual'], { error: 'must be all or unusual' })
    .default('unusual')
    .describe('Which scored readings leave the second output'),
  minScore: number(0, 1).default(0.5).describe('From this score on a reading is unusual'),
});

const LOOK: Readonly<Record<AnomalyFeedStatus['state'], readonly [StatusState, string]>> = {
  running: ['ok', ''],
  keeping: ['warn', 'running; the database is away, anomalies wait for it'],
  starting: ['busy', 'loading what was learnt'],
  elsewhere: ['off', 'another process on this database scores the readings'],
  away: ['warn', 'the database is away'],
  stopped: ['off', 'stopped'],
};

export = defineNode({
  name: 'anomaly',
  config,
  create({ config: settings, platform, status, service, fail }) {
    const database = service<DatabaseService>(settings.database, 'database');
    const tenant = settings.tenant ? service<TenantService>(settings.tenant, 'tenant') : undefined;
    const rate = new Rate(platform.clock);
    const least = settings.emit === 'all' ? 0 : settings.minScore;
    let lease: AnomalyFeedLease | undefined;
    let closed = false;
    let fault: string | undefined;

    const line = status.live(() => {
      if (fault !== undefined) return { state: 'error', text: fault };
      const now = lease?.status();
      if (!now) return { state: 'busy', text: `waiting for the database: ${database.status().text}` };
      const [state, text] = LOOK[now.state];
      if (now.state !== 'running') return { state, text };
      const lost = now.lost > 0 ? ` · ${grouped(now.lost)} anomalies could not be kept` : '';
      return {
        state: now.lost > 0 ? 'warn' : state,
        text: `${grouped(now.open)} open, ${grouped(now.sensors)} sensors · ${rate.text}${lost}`,
        moving: true,
      };
    });

    async function begin(): Promise<void> {
      await tenant?.ready;
      const { store } = await database.ready();
      if (closed) return;
      const { unit, sensor } = settings;
      lease = platform.anomalies
        .of(store)
        .feed({ tenant: tenant?.key, unit, sensor, onStatus: () => line.touch() });
      line.touch();
    }
    begin().catch((error: unknown) => {
      if (closed) return;
      fault = messageOf(error);
      line.touch();
      fail(error);
    });

    return {
      input(message, pass) {
        const readings = readingsOf(message);
        const { scored = [], events = [] } = lease?.readings(readings) ?? {};
        const shown = scored.filter(({ anomaly }) => anomaly.score >= least);
        rate.add(scored.length);
        line.touch();
        pass([
          message,
          shown.length > 0 ? { topic: 'readings', payload: shown } : null,
          // One message per anomaly, as what follows acts on one: a mail, a ticket.
          events.map(({ event, tenant: of, anomaly }) => ({
            topic: 'anomalies',
            tenant: of,
            payload: { event, ...shownAnomaly(anomaly) },
          })),
        ]);
      },
      close() {
        closed = true;
        lease?.release();
      },
    };
  },
});
