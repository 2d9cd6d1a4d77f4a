import { z } from 'zod';
import { Dnp3Config, Dnp3Point } from '../../lib/connectors/dnp3/spec';
import { ThermaCoreError } from '../../lib/core/errors';
import { deviceDriver, fleetDriver } from '../_kit/drivers';
import { runField } from '../_kit/field-node';
import { chosen, nameField } from '../_kit/fields';
import { defineNode } from '../_kit/register';
import type { Dnp3ChannelService, TenantService } from '../_kit/services';
import { failureOf } from './failure';
import { questionOf } from './question';

const MAX_POINTS = 10_000;

const device = Dnp3Config.pick({
  localAddress: true,
  remoteAddress: true,
  timeoutMs: true,
  retries: true,
  unsolicited: true,
  class1Ms: true,
  class2Ms: true,
  class3Ms: true,
  integrityMs: true,
  timeSync: true,
  keepAliveMs: true,
});

const config = device.extend({
  name: nameField,
  source: z
    .enum(['form', 'registry'])
    .default('form')
    .describe('The one outstation of this form, or all enabled DNP3 devices of the tenant in the registry'),
  channel: z.string().optional().describe('DNP3 channel node: the way to the outstation of this form'),
  tenant: chosen('Tenant node: every reading that comes here belongs to this tenant'),
  points: z.array(Dnp3Point).max(MAX_POINTS).default([]).describe('Which point is which sensor'),
  knownOnly: z
    .boolean()
    .default(true)
    .describe('Refuse readings of sensors that do not exist; switch off when a later node renames them'),
});

export = defineNode({
  name: 'dnp3-in',
  config,
  create(context) {
    const { config: form, platform, service } = context;
    const tenant = service<TenantService>(form.tenant, 'tenant');
    const isFleet = form.source === 'registry';
    const closed = new AbortController();
    let connector: ReturnType<typeof platform.dnp3.create> | undefined;
    const parts = runField(context, {
      tenant,
      knownOnly: form.knownOnly,
      isFleet,
      driver(receiver, onStatus) {
        if (isFleet) return fleetDriver(platform, platform.dnp3, tenant, receiver, onStatus);
        const { way } = service<Dnp3ChannelService>(form.channel ?? '', 'channel');
        connector = platform.dnp3.create(Dnp3Config.parse({ ...form, ...way }), platform);
        return deviceDriver(connector, form.points, receiver, onStatus);
      },
    });
    return {
      ...parts,
      async input(message, send) {
        const question = questionOf(message);
        if (!connector)
          throw new ThermaCoreError('configuration', 'Devices of the registry are not asked by messages.', {
            field: 'source',
            advice: 'Take a DNP3 in with an outstation of its own.',
          });
        const { topic } = question;
        if ('level' in question) {
          const { level, seconds } = question;
          connector.decode(level, seconds, (block) => context.send([null, null, { topic, payload: block }]));
          return send([null, null, { ...message, payload: { ok: true, level, seconds } }]);
        }
        const answer = await connector.ask(question.request, closed.signal);
        if (!answer.ok) throw failureOf(topic, answer);
        send([null, null, { ...message, payload: answer }]);
      },
      async close(removed) {
        closed.abort(new Error('the node is closed'));
        await parts.close?.(removed);
      },
    };
  },
});
