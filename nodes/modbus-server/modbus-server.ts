import { ThermaCoreError } from '../../lib/core/errors';
import {
  ModbusImage,
  ModbusServer,
  ModbusServerConfig,
  addressList,
  type ModbusCommand,
} from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { listening } from '../_kit/listening';
import { readingsOf } from '../_kit/message';
import { Rate } from '../_kit/rate';
import { defineNode } from '../_kit/register';
import type { TenantService } from '../_kit/services';

const config = ModbusServerConfig.extend({
  name: nameField,
  tenant: chosen('Tenant node: whose readings are answered, and as whose commands writes come out'),
});

export = defineNode({
  name: 'modbus-server',
  config,
  secrets: { key: 'password' },
  create({ config: form, platform, status, service, send, fail }) {
    const { clock, logger, settings } = platform;
    const tenant = service<TenantService>(form.tenant, 'tenant');
    const port = form.port ?? settings.ports.modbus;
    const requests = new Rate(clock);
    let foreign = 0;

    const image = new ModbusImage({
      tags: form.tags,
      whenBad: form.whenBad,
      gaps: form.gaps,
      maxAgeMs: form.maxAgeSeconds * 1000,
      identity: {
        vendorName: 'ThermaCore',
        productCode: 'SCADA',
        revision: '1',
        productName: form.productName,
      },
      clock,
      mayWrite: addressList(form.writers, 'writers'),
      onCommand({ unit, sensor, value, ...from }: ModbusCommand) {
        send({
          topic: 'command',
          tenant: tenant.key,
          payload: { unit, sensor, value },
          modbus: from,
        });
      },
    });
    const server = new ModbusServer({
      ...form,
      port,
      idleMs: form.idleSeconds * 1000,
      tls: form.tls ? form : undefined,
      certificates: platform.certificates,
      device(unitId, client) {
        requests.add(1);
        line.touch();
        return image.device(unitId, client.address);
      },
      door: platform.intrusion.door('modbus'),
      clock,
      logger,
    });

    const listener = listening({
      clock,
      fail,
      open: () => server.start(),
      onListening: () => {
        line.touch();
        // Closed while it opened.
        if (listener.closed) void server.stop();
      },
    });

    const line = status.live(() => {
      if (listener.pending) return listener.pending;
      const { connections, refused } = server.counts;
      const { usable, all } = image.usable;
      const text = [
        `${form.host}:${server.port}`,
        connections === 1 ? '1 client' : `${connections} clients`,
        requests.perMinute > 0 ? requests.text : '',
        usable < all ? `${all - usable} of ${all} without a value` : '',
        refused > 0 ? `${refused} refused` : '',
        foreign > 0 ? `${foreign} of another tenant` : '',
      ];
      return {
        state: usable < all || foreign > 0 ? 'warn' : 'ok',
        text: text.filter(Boolean).join(' · '),
        moving: true,
      };
    });
    listener.start();

    return {
      input(message) {
        const readings = readingsOf(message);
        const own = readings.filter((reading) => reading.tenant === tenant.key);
        image.update(own);
        line.touch();
        if (own.length === readings.length) return;
        foreign += readings.length - own.length;
        throw new ThermaCoreError(
          'invalid',
          `msg.payload has readings of another tenant than ${tenant.key}.`,
          {
            field: 'msg.payload',
            advice: 'A Modbus server answers for the tenant that is chosen in it.',
          },
        );
      },
      async close() {
        listener.stop();
        await server.stop();
      },
    };
  },
});
