import { z } from 'zod';
import {
  AlarmRuleInput,
  changesOf,
  type AlarmChange,
  type AlarmFeedLease,
  type FeedStatus,
} from '../../lib/platform';
import { ThermaCoreError, messageOf } from '../../lib/core/errors';
import { chosen, nameField, number } from '../_kit/fields';
import { readingsOf } from '../_kit/message';
import { Rate, grouped } from '../_kit/rate';
import { defineNode } from '../_kit/register';
import type { DatabaseService, TenantService } from '../_kit/services';
import type { StatusState } from '../_kit/status';
import { Updates } from './updates';

const MAX_RULES = 1000;
/** Transitions of one message. */
const MAX_TRANSITIONS = 500;

const config = z.object({
  name: nameField,
  database: chosen('Database node'),
  tenant: z.string().optional().describe('Tenant node; empty: all tenants of the database'),
  maxPerSecond: number(0.1, 20).default(5).describe('Updates for dashboards per second, at most'),
  rules: z
    .string()
    .default('[]')
    .describe('Rules of this flow as a JSON array; they stand in the registry, where they cannot be changed'),
});

/** Throws `configuration` that names the rule and the field. */
function parseRules(text: string): AlarmRuleInput[] {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw wrong(`rules: this is not JSON (${messageOf(error)}).`);
  }
  if (!Array.isArray(raw)) throw wrong('rules: this is not a list.');
  if (raw.length > MAX_RULES) throw wrong(`rules: there are more than ${MAX_RULES}.`);
  const rules = raw.map((one: unknown, i) => {
    const parsed = AlarmRuleInput.safeParse(one);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const field = ['rules', i, ...(issue?.path ?? [])].join('.');
    throw wrong(`${field}: ${issue?.message ?? 'is not valid'}.`);
  });
  const twice = rules.find(({ key }, i) => rules.findIndex((other) => other.key === key) !== i);
  if (twice) throw wrong(`rules: the key ${twice.key} is used twice.`);
  return rules;
}

const wrong = (message: string): ThermaCoreError =>
  new ThermaCoreError('configuration', message, {
    field: 'rules',
    advice: 'Open the node, correct it and deploy.',
  });

const LOOK: Readonly<Record<FeedStatus['state'], StatusState>> = {
  running: 'ok',
  keeping: 'warn',
  starting: 'busy',
  elsewhere: 'warn',
  away: 'warn',
  stopped: 'off',
};

function textOf({ text, active, unacknowledged, flood, brokenRules }: FeedStatus, rate: Rate): string {
  const [broken] = brokenRules;
  return [
    ...(broken === undefined ? [] : [`${brokenRules.length} rules do not run (${broken})`]),
    ...(flood ? ['flood'] : []),
    `${grouped(active)} active, ${grouped(unacknowledged)} unacknowledged`,
    rate.perMinute > 0 ? rate.text : text,
  ].join(' · ');
}

export = defineNode({
  name: 'alarm-rules',
  config,
  create({ config: settings, platform, status, service, send, fail }) {
    const rules = parseRules(settings.rules);
    const database = service<DatabaseService>(settings.database, 'database');
    const tenant = settings.tenant ? service<TenantService>(settings.tenant, 'tenant') : undefined;
    const rate = new Rate(platform.clock);
    const updates = new Updates(platform.clock, 1000 / settings.maxPerSecond, (key, update) => {
      const payload = { type: 'alarms', ...update, ...lease?.summary(key) };
      send([null, null, { tenant: key, topic: 'alarms', payload }]);
    });
    let lease: AlarmFeedLease | undefined;
    let closed = false;
    let fault: string | undefined;

    /** `fresh`: told for the first time, which is when a flow acts. */
    function told(key: string, fresh: readonly AlarmChange[], changes: readonly AlarmChange[]): void {
      for (let from = 0; from < fresh.length; from += MAX_TRANSITIONS)
        send([
          null,
          { tenant: key, topic: 'alarms', payload: fresh.slice(from, from + MAX_TRANSITIONS) },
          null,
        ]);
      // Also where none changed: a flood may have ended.
      updates.add(key, changes);
    }

    const line = status.live(() => {
      if (fault !== undefined) return { state: 'error', text: fault };
      const now = lease?.status();
      if (!now) return { state: 'busy', text: `waiting for the database: ${database.status().text}` };
      if (now.state !== 'running') return { state: LOOK[now.state], text: now.text };
      const calm = !now.flood && now.brokenRules.length === 0;
      return { state: calm ? 'ok' : 'warn', text: textOf(now, rate), moving: true };
    });

    async function begin(): Promise<void> {
      await tenant?.ready;
      const { store } = await database.ready();
      if (closed) return;
      lease = platform.alarms.of(store).feed({
        tenant: tenant?.key,
        rules,
        onNotices: (key, notices, gone, elsewhere) => {
          const fresh = elsewhere
            ? []
            : changesOf(
                notices.filter(({ again }) => !again),
                gone,
              );
          told(key, fresh, changesOf(notices, gone));
        },
        onStatus: () => line.touch(),
      });
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
        // Alarms first: who stores and who shows the readings does not wait for it.
        lease?.readings(readings);
        rate.add(readings.length);
        line.touch();
        pass([message, null, null]);
      },
      close() {
        closed = true;
        updates.stop();
        lease?.release();
      },
    };
  },
});
