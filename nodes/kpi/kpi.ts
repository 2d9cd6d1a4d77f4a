import { z } from 'zod';
import { CronSchedule } from '../../lib/core/cron';
import { isThermaCoreError } from '../../lib/core/errors';
import { parseBucketWidth, DAY_MS } from '../../lib/core/duration';
import { Key, QUANTITIES, SensorInput } from '../../lib/core/plant';
import type { Reading } from '../../lib/core/reading';
import { KpiRunner, ensureVirtualSensor, zoneOf } from '../../lib/platform';
import { chosen, nameField, whole } from '../_kit/fields';
import { defineNode } from '../_kit/register';
import type { TenantService } from '../_kit/services';
import { watchTenant } from '../_kit/watch';

const MINUTE_MS = 60_000;
const LONGEST_DAYS = 31;

/** A fixed length: hours and minutes are the same everywhere, days are not. */
const length = (longestMs: number, words: string) =>
  z.string().transform((text, issues) => {
    const width = parseBucketWidth(text);
    if (width?.unit === 'ms' && width.count >= MINUTE_MS && width.count <= longestMs) return width.count;
    issues.addIssue({ code: 'custom', message: `must be ${words}` });
    return z.NEVER;
  });

const config = z.object({
  name: nameField,
  tenant: chosen('Tenant node: whose sensors are looked at'),
  expression: z.string({ error: 'is empty' }).describe('What is calculated'),
  every: length(DAY_MS, 'a time from 1m to 24h, such as 15m or 1h')
    .prefault('15m')
    .describe('How often; at whole multiples of it'),
  schedule: z
    .string()
    .trim()
    .optional()
    .superRefine((pattern, issues) => {
      try {
        if (pattern) CronSchedule.read(pattern, 'UTC', 'schedule');
      } catch (error) {
        if (!isThermaCoreError(error)) throw error;
        issues.addIssue({ code: 'custom', message: `is no schedule: ${error.sentence}` });
      }
    })
    .describe('Cron, by the clock of the tenant, instead of `every`; five fields, such as 0 6 * * 1-5'),
  over: length(LONGEST_DAYS * DAY_MS, 'a time from 1m to 744h, such as 1h or 24h')
    .optional()
    .describe('How much of the past is looked at; if left out as long as `every`, or since the time before'),
  delaySeconds: whole(0, 3600).prefault(10).describe('How long late readings are waited for'),
  unit: Key.describe('Unit to which the result belongs'),
  sensor: Key.describe('Sensor as which it is stored; made if it is missing'),
  sensorName: z.string().max(200).optional().describe('Name of that sensor'),
  quantity: z.enum(QUANTITIES).default('other').describe('What the sensor measures'),
  uom: z.string().max(20).default('').describe('Unit of measure of the result'),
  decimals: whole(0, 6).prefault(1).describe('Decimal places shown'),
});

/** Between two results, in ms. */
const gapOf = ({ every, schedule }: { every: number; schedule?: string | undefined }, now: number): number =>
  schedule ? CronSchedule.read(schedule, 'UTC', 'schedule').shortestGap(now) : every;

export = defineNode({
  name: 'kpi',
  config,
  create({ config: settings, platform, status, service, send, fail }) {
    const { clock, analytics } = platform;
    const { unit, sensor, every, schedule, over, uom, decimals } = settings;
    const tenant = service<TenantService>(settings.tenant, 'tenant');
    const calculate = analytics.kpiOver(settings.expression);
    const virtual = SensorInput.parse({
      key: sensor,
      name: settings.sensorName ?? (settings.name || sensor),
      quantity: settings.quantity,
      uom,
      decimals,
      // One result may fail before the sensor counts as stale.
      staleAfter: Math.min(
        DAY_MS / 1000,
        Math.ceil((2 * gapOf(settings, clock.now())) / 1000) + settings.delaySeconds,
      ),
    });
    let made = false;

    const runnerAt = (times: number | CronSchedule) =>
      new KpiRunner({
        clock,
        every: times,
        overMs: over,
        delayMs: settings.delaySeconds * 1000,
        async calculate(span) {
          const { store } = await tenant.database.ready();
          if (!made) await ensureVirtualSensor(store, tenant.key, unit, virtual);
          made = true;
          return calculate(store, tenant.key, span);
        },
        result({ value, reason }, { to }) {
          if (value === undefined) return status.set('warn', reason ?? 'no result');
          const reading: Reading = {
            tenant: tenant.key,
            unit,
            sensor,
            timestamp: to,
            value,
            quality: 'good',
            origin: { protocol: 'kpi', device: unit, address: sensor, receivedAt: clock.now() },
          };
          send({ topic: 'readings', payload: [reading] });
          status.set('ok', `${value.toFixed(decimals)} ${uom}`.trim());
        },
        fail(error) {
          // What the next run may find in order is no fault of the flow.
          const waits = isThermaCoreError(error) && ['unavailable', 'not-found'].includes(error.code);
          if (waits) status.set('warn', error.message);
          else fail(error);
        },
      });

    let runner: KpiRunner | undefined;
    let closed = false;
    /** The clock of the tenant is known when its database is. */
    async function begin(): Promise<void> {
      const zone = schedule ? await zoneOf((await tenant.database.ready()).store, tenant.key, undefined) : '';
      if (closed) return;
      runner = runnerAt(schedule ? CronSchedule.read(schedule, zone, 'schedule') : every);
      status.set('ok', 'waits for its time');
      runner.start();
    }

    const watch = watchTenant(tenant, { fail, onReady: () => void begin().catch(fail) });
    status.set(watch.status.state, watch.status.text);

    return {
      input: () => runner?.run(),
      close() {
        closed = true;
        watch.stop();
        runner?.stop();
      },
    };
  },
});
