import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { COMMAND_OUTCOMES } from '../../lib/core/field-command';
import { Dnp3Outstation, Dnp3OutstationConfig, dnp3StatusOf } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { listening } from '../_kit/listening';
import { readingsOf } from '../_kit/message';
import { defineNode, type FlowMessage } from '../_kit/register';
import type { TenantService } from '../_kit/services';

const config = Dnp3OutstationConfig.extend({
  name: nameField,
  tenant: chosen('Tenant node: whose readings are told, and as whose commands controls come out'),
});

/** A control that comes back: the message that left, with what the command node says of it. */
const Answer = z.object({
  dnp3: z.object({ control: z.int().min(0) }),
  payload: z.object({ outcome: z.enum(COMMAND_OUTCOMES) }),
});

export = defineNode({
  name: 'dnp3-outstation',
  config,
  secrets: { key: 'password' },
  create({ config: form, platform, status, service, send, fail }) {
    const { clock, logger, settings } = platform;
    const tenant = service<TenantService>(form.tenant, 'tenant');
    let foreign = 0;

    const outstation = new Dnp3Outstation({
      config: form,
      port: form.port ?? settings.ports.dnp3,
      door: platform.intrusion.door('dnp3'),
      certificates: platform.certificates,
      clock,
      logger,
      onControl: ({ unit, sensor, value, ...from }) =>
        send({ topic: 'command', tenant: tenant.key, payload: { unit, sensor, value }, dnp3: from }),
      onChange: () => line.touch(),
    });

    const listener = listening({
      clock,
      fail,
      open: () => outstation.start(),
      onListening: () => {
        line.touch();
        // Closed while it opened.
        if (listener.closed) void outstation.stop();
      },
    });

    const line = status.live(() => {
      if (listener.pending) return listener.pending;
      const { connections, controls, waiting } = outstation.counts;
      const { told, all } = outstation.told;
      const text = [
        `${form.host}:${outstation.port}`,
        connections === 1 ? '1 connection' : `${connections} connections`,
        controls > 0 ? `${controls} ${controls === 1 ? 'control' : 'controls'}` : '',
        waiting > 0 ? `${waiting} on the way` : '',
        told < all ? `${all - told} of ${all} without a value` : '',
        foreign > 0 ? `${foreign} of another tenant` : '',
      ];
      return {
        state: told < all || foreign > 0 ? 'warn' : 'ok',
        text: text.filter(Boolean).join(' · '),
        moving: true,
      };
    });
    listener.start();

    function answer(message: FlowMessage): void {
      const parsed = Answer.safeParse(message);
      if (!parsed.success)
        throw new ThermaCoreError('invalid', 'msg.payload.outcome or msg.dnp3.control is missing.', {
          field: 'msg',
          advice: 'Wire both outputs of the command node to this node, and leave msg.dnp3 as it is.',
        });
      const { dnp3, payload } = parsed.data;
      outstation.answer(dnp3.control, dnp3StatusOf(payload.outcome));
      line.touch();
    }

    function update(message: FlowMessage): void {
      const readings = readingsOf(message);
      const own = readings.filter((reading) => reading.tenant === tenant.key);
      outstation.update(own);
      line.touch();
      if (own.length === readings.length) return;
      foreign += readings.length - own.length;
      throw new ThermaCoreError('invalid', `msg.payload has readings of another tenant than ${tenant.key}.`, {
        field: 'msg.payload',
        advice: 'A DNP3 outstation tells of the tenant that is chosen in it.',
      });
    }

    return {
      input: (message) => (message.topic === 'command' ? answer(message) : update(message)),
      async close() {
        listener.stop();
        await outstation.stop();
      },
    };
  },
});
