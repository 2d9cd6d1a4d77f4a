import { z } from 'zod';
import { MAX_ITEMS, OpcuaConfig, OpcuaConfigFields, OpcuaPoint } from '../../lib/connectors/opcua/spec';
import { ThermaCoreError, messageOf } from '../../lib/core/errors';
import type { ConditionNews } from '../../lib/core/foreign-condition';
import { Key } from '../../lib/core/plant';
import { deviceDriver, fleetDriver, withConditions } from '../_kit/drivers';
import { runField } from '../_kit/field-node';
import { chosen, nameField } from '../_kit/fields';
import { defineNode } from '../_kit/register';
import type { OpcuaEndpointService, TenantService } from '../_kit/services';
import { deviceOf, eventsMessage } from './alarms';
import { questionOf } from './history-question';

const config = OpcuaConfigFields.pick({
  publishingIntervalMs: true,
  samplingIntervalMs: true,
  queueSize: true,
  lifetimeMs: true,
  keepAliveMs: true,
  maxItemsPerCall: true,
  maxItemsPerSubscription: true,
  backfill: true,
  alarms: true,
  alarmNodes: true,
  alarmClass: true,
  severityCritical: true,
  severityHigh: true,
  severityMedium: true,
  severityLow: true,
  eventQueueSize: true,
}).extend({
  name: nameField,
  source: z
    .enum(['form', 'registry'])
    .default('form')
    .describe('The one server of this form, or all enabled OPC UA devices of the tenant in the registry'),
  endpoint: z.string().optional().describe('OPC UA endpoint node: the server of this form'),
  tenant: chosen('Tenant node: every reading that comes here belongs to this tenant'),
  points: z.array(OpcuaPoint).max(MAX_ITEMS).default([]).describe('Which variable is which sensor'),
  device: Key.optional().describe(
    'Key under which the alarms of the server of this form stand; left out: made of its address',
  ),
  knownOnly: z
    .boolean()
    .default(true)
    .describe('Refuse readings of sensors that do not exist; switch off when a later node renames them'),
});

export = defineNode({
  name: 'opcua-in',
  config,
  create(context) {
    const { config: form, platform, service } = context;
    const tenant = service<TenantService>(form.tenant, 'tenant');
    const isFleet = form.source === 'registry';
    const closed = new AbortController();
    let connector: ReturnType<typeof platform.opcua.create> | undefined;
    const parts = runField(context, {
      tenant,
      knownOnly: form.knownOnly,
      isFleet,
      driver(receiver, onStatus) {
        const onNews = (device: string, news: ConditionNews): void => {
          const message = eventsMessage(tenant.key, device, news);
          if (message) context.send([null, null, null, message]);
        };
        if (isFleet) return fleetDriver(platform, platform.opcua, tenant, receiver, onStatus, onNews);
        const { way } = service<OpcuaEndpointService>(form.endpoint ?? '', 'endpoint');
        const made = platform.opcua.create(OpcuaConfig.parse({ ...form, ...way }), platform);
        connector = made;
        const driver = deviceDriver(made, form.points, receiver, onStatus);
        return withConditions(driver, made, {
          device: deviceOf(form.device, way.endpoint),
          add: (device, source) => platform.conditions.add(tenant.database, tenant.key, device, source),
          onNews,
        });
      },
    });
    return {
      ...parts,
      async input(message, send) {
        const { clock } = platform;
        const question = questionOf(message, clock.now());
        if (!connector)
          throw new ThermaCoreError(
            'configuration',
            'Devices of the registry are not asked for their history.',
            {
              field: 'source',
              advice: 'Take an OPC UA in with a server of its own.',
            },
          );
        const { from, to } = question;
        const brought = await connector.history(question, closed.signal).catch((error: unknown) => {
          throw new ThermaCoreError('unavailable', `The history was not read: ${messageOf(error)}.`, {
            advice: 'Ask again when the server is there; what came is kept, and not stored twice.',
            cause: error,
          });
        });
        send([null, null, { ...message, topic: 'history', payload: { from, to, ...brought } }]);
      },
      async close(removed) {
        closed.abort(new Error('the node is closed'));
        await parts.close?.(removed);
      },
    };
  },
});
