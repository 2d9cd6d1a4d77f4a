import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import express from 'express';
import { DEMO_TENANTS, ensureFirstUsers } from '../../../lib/platform/first-start';
import { PLANT_DEFINITION } from '../../../lib/connectors/simulator';
import { realStore, useRealPlatform } from '../../support/real-platform';
import { keepingLogger } from '../telemetry/fixture';

const DEMO_USERS = DEMO_TENANTS.flatMap(({ key }) =>
  ['admin', 'operator', 'viewer'].map((role) => `${role}@${key}`),
);

/** A whole platform with its embedded PostgreSQL: takes seconds, once. */
describe('a platform after its first start', () => {
  const platform = useRealPlatform();
  const passwords = () => {
    const text = readFileSync(join(platform().settings.home, 'credentials'), 'utf8');
    return Object.fromEntries([...text.matchAll(/^(\w+) = (.+)$/gm)].map(([, name, value]) => [name, value]));
  };

  it('lets in exactly the users whose passwords the credentials file has', async () => {
    const auth = await platform().auth();
    const { admin, demo } = passwords() as { admin: string; demo: string };
    const root = await auth.check({ username: 'admin', password: admin });
    assert.deepEqual([root?.role, root?.homeTenant, root?.tenant], ['admin', null, null]);
    for (const username of DEMO_USERS) {
      const [role, tenant] = username.split('@');
      const user = await auth.lookUp(username);
      assert.deepEqual([user?.role, user?.tenant], [role, tenant]);
    }
    assert.equal((await auth.check({ username: 'viewer@aqua', password: demo }))?.tenant, 'aqua');
    assert.equal(await auth.check({ username: 'admin', password: demo }), undefined);
    assert.equal(await (await realStore()).users.count(), 1 + DEMO_USERS.length);
  });

  it('has both demo plants, whole', async () => {
    const store = await realStore();
    const tenants = (await (await platform().auth()).tenants()).map(({ key, name }) => ({ key, name }));
    assert.deepEqual(
      tenants,
      DEMO_TENANTS.map(({ key, name }) => ({ key, name })),
    );
    for (const { key } of DEMO_TENANTS)
      for (const { unit, sensors } of PLANT_DEFINITION)
        for (const sensor of sensors)
          assert.ok(store.directory.find(key, unit.key, sensor.key), `${key}/${unit.key}/${sensor.key}`);
  });

  it('is left alone by later starts: passwords that people changed stay, and nothing comes twice', async () => {
    const store = await realStore();
    const before = await store.users.findByUsername('admin');
    const { logger, lines } = keepingLogger();
    const other = { adminPassword: 'another password', demoPassword: 'another too', file: '' };
    await ensureFirstUsers(store, other, true, logger);
    assert.deepEqual(await store.users.findByUsername('admin'), before);
    assert.equal(await store.users.count(), 1 + DEMO_USERS.length);
    assert.deepEqual(lines, []);
  });

  it('opens its editor to the platform’s admin, and shows a demo tenant’s admin the wiring only', async () => {
    const { editorAuth } = platform();
    const { admin, demo } = passwords() as { admin: string; demo: string };
    assert.equal((await editorAuth.authenticate('admin', admin))?.permissions, '*');
    const shared = await editorAuth.authenticate('admin@aqua', demo);
    assert.ok(Array.isArray(shared?.permissions) && !shared.permissions.includes('status.read'));
    assert.equal(await editorAuth.authenticate('viewer@aqua', demo), null);
  });

  it('has metrics whose labels name no tenant, user, unit or sensor', async () => {
    const app = express();
    const server = createServer(app);
    platform().mount(app, server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    server.closeAllConnections();
    server.close();
    const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    assert.ok(types.filter((name) => name?.startsWith('thermacore_')).length > 5);
    assert.equal(new Set(types).size, types.length);
    // What a tenant uses of its quotas is the one thing that is told for each of them.
    const labels = [...text.matchAll(/^thermacore_(?!quota_)\w+\{(.*)\} /gm)]
      .map(([, list]) => list ?? '')
      .join();
    assert.notEqual(labels, '');
    assert.doesNotMatch(labels, /aqua|borealis|admin|boiler|tenant|user|sensor/);
  });
});
