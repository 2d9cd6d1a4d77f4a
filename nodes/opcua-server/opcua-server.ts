import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { Key } from '../../lib/core/plant';
import type { Reading } from '../../lib/core/reading';
import { OpcuaServer, OpcuaServerConfig, opcuaServerPorts, packageVersion } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { listening } from '../_kit/listening';
import { readingsOf } from '../_kit/message';
import { grouped } from '../_kit/rate';
import { defineNode } from '../_kit/register';
import type { DatabaseService } from '../_kit/services';

/** Keys as people type them into one field. */
const keys = z
  .union([z.array(z.string()), z.string()])
  .transform((given) => (typeof given === 'string' ? given.split(/[\s,;]+/).filter(Boolean) : given))
  .pipe(z.array(Key).max(1000))
  .default([]);

/** Application URIs as people type them, one a line. */
const uris = z
  .union([z.array(z.string()), z.string()])
  .transform((given) => (typeof given === 'string' ? given.split(/[\s,;]+/).filter(Boolean) : given))
  .pipe(OpcuaServerConfig.shape.redundantServers.unwrap())
  .default([]);

const config = OpcuaServerConfig.extend({
  name: nameField,
  database: chosen('Database node: whose plants are served'),
  redundantServers: uris.describe(
    'Application URIs of the others, e.g. urn:thermacore:second; clients look them up at their discovery server',
  ),
  tenants: keys.describe('Keys of the tenants to serve; empty: all of the database'),
});

export = defineNode({
  name: 'opcua-server',
  config,
  create({ config: form, platform, status, service, fail }) {
    const { clock, logger, meter, settings } = platform;
    const database = service<DatabaseService>(form.database, 'database');
    const port = form.port ?? settings.ports.opcua;
    let server: OpcuaServer | undefined;

    async function open(): Promise<void> {
      const { store } = await database.ready();
      const pki = await platform.opcuaPki();
      if (listener.closed) return;
      server ??= new OpcuaServer({
        ...opcuaServerPorts({
          store,
          auth: () => platform.auth(),
          commands: platform.commands.of(store),
          alarms: platform.alarms,
          logger,
          isDatabaseThere: () => database.status().state === 'ready',
          tenants: form.tenants,
          userCertificates: form.userCertificates,
        }),
        config: { ...form, port },
        pki,
        softwareVersion: packageVersion(),
        door: platform.intrusion.door('opcua'),
        onChange: () => line.touch(),
        clock,
        logger,
        meter,
      });
      await server.start();
    }

    const listener = listening({ clock, fail, open, onListening: () => line.touch() });

    const line = status.live(() => {
      const { pending } = listener;
      if (pending) return pending;
      if (!server) return { state: 'busy', text: 'starting' };
      const { sessions, items, refused, sensors, conditions } = server.counts;
      const text = [
        `${form.host}:${server.port}`,
        sessions === 1 ? '1 session' : `${grouped(sessions)} sessions`,
        items === 1 ? '1 item' : `${grouped(items)} items`,
        conditions > 0 ? `${grouped(conditions)} alarms` : '',
        sensors === 0 ? 'no sensors' : '',
        refused > 0 ? `${grouped(refused)} log-ins refused` : '',
      ];
      return {
        state: sensors === 0 ? 'warn' : 'ok',
        text: text.filter(Boolean).join(' · '),
        moving: true,
      };
    });
    listener.start();

    return {
      input(message) {
        const readings = readingsOf(message);
        const byTenant = Map.groupBy(readings, ({ tenant }: Reading) => tenant);
        for (const [tenant, own] of byTenant) server?.update(tenant, own);
        const foreign = [...byTenant.keys()].find(
          (tenant) => form.tenants.length > 0 && !form.tenants.includes(tenant),
        );
        if (foreign === undefined) return;
        throw new ThermaCoreError('invalid', 'msg.payload has readings of a tenant that is not served.', {
          field: 'msg.payload',
          advice: 'Add the tenant to this node, or send it only readings of its tenants.',
        });
      },
      async close() {
        listener.stop();
        await server?.stop();
      },
    };
  },
});
