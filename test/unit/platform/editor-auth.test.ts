import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { clientAddress } from '../../../lib/platform/client-address';
import { EditorClients, createEditorAuth, type EditorAuth } from '../../../lib/platform/editor-auth';
import { makeWorld, PASSWORD, type World } from '../tenancy/fixture';

/** How Node-RED itself reads permissions. */
const nodeRed = createRequire(require.resolve('node-red'));
const { hasPermission } = nodeRed('@node-red/editor-api/lib/auth/permissions.js') as {
  hasPermission(scope: string | string[], permission: string): boolean;
};

describe('the login of the editor', () => {
  let world: World;
  let editor: EditorAuth;
  let clients: EditorClients;

  beforeEach(async () => {
    world = await makeWorld();
    const { auth, clock, identity } = world;
    clients = new EditorClients(clientAddress(1), () => undefined);
    await identity.addUser('watch', 'operator', null);
    await identity.addUser('guest', 'viewer', null);
    editor = createEditorAuth({
      check: (credentials) => auth.check(credentials),
      verify: async (token) => (await auth.verify(token)).principal,
      lookUp: (username) => auth.lookUp(username),
      tenantCount: async () => (await auth.tenants()).length,
      clock,
      from: () => clients.current(),
    });
  });

  type Right = 'edits' | 'reads' | 'sees the wiring' | 'stays out';
  const runtimes: readonly [runtime: string, tenants: string[], rights: Record<string, Right>][] = [
    [
      'that serves several tenants',
      ['aqua', 'borealis'],
      {
        root: 'edits',
        watch: 'reads',
        guest: 'stays out',
        'admin@aqua': 'sees the wiring',
        'operator@aqua': 'sees the wiring',
        'viewer@aqua': 'stays out',
      },
    ],
    [
      'of a single tenant',
      ['aqua'],
      {
        root: 'edits',
        watch: 'reads',
        guest: 'stays out',
        'admin@aqua': 'edits',
        'operator@aqua': 'reads',
        'viewer@aqua': 'stays out',
      },
    ],
  ];

  /** What Node-RED lets a user do. `status.read` is the event stream, with debug output and values. */
  const rightOf = (user: Awaited<ReturnType<EditorAuth['users']>>): Right => {
    if (!user) return 'stays out';
    const can = (permission: string): boolean => hasPermission(user.permissions, permission);
    if (can('flows.write')) return 'edits';
    assert.ok(can('flows.read') && can('settings.read'), `${user.username} cannot even look`);
    assert.ok(!can('nodes.write') && !can('context.write') && !can('inject.write'));
    return can('status.read') ? 'reads' : 'sees the wiring';
  };

  for (const [runtime, tenants, rights] of runtimes)
    for (const [username, right] of Object.entries(rights))
      it(`in a runtime ${runtime}: ${username} ${right}`, async () => {
        world.identity.tenantKeys = tenants;
        const { access_token } = await world.auth.login({ username, password: PASSWORD });
        const ways = [
          editor.authenticate(username, PASSWORD),
          editor.users(username),
          editor.tokens(access_token),
        ];
        for (const user of await Promise.all(ways)) {
          assert.equal(rightOf(user), right);
          assert.equal(user?.username, right === 'stays out' ? undefined : username);
        }
      });

  it('keeps context, debug output and statuses from whoever belongs to one tenant of several', async () => {
    const user = await editor.users('admin@aqua');
    for (const permission of [
      'context.read',
      'status.read',
      'debug.read',
      'projects.read',
      'flows.write',
      '*',
    ])
      assert.equal(hasPermission(user?.permissions ?? '*', permission), false, permission);
  });

  it('gives a tenant’s admin less at the next login once the runtime has a second tenant', async () => {
    world.identity.tenantKeys = ['aqua'];
    assert.equal(rightOf(await editor.authenticate('admin@aqua', PASSWORD)), 'edits');
    world.identity.tenantKeys = ['aqua', 'borealis'];
    assert.equal(rightOf(await editor.authenticate('admin@aqua', PASSWORD)), 'sees the wiring');
  });

  it('refuses wrong passwords, unknown users and tokens without an error', async () => {
    for (const refused of [
      editor.authenticate('root', 'wrong password'),
      editor.authenticate('nobody', PASSWORD),
      editor.authenticate('', ''),
      editor.users('nobody'),
      editor.tokens('not a token'),
    ])
      assert.equal(await refused, null);
  });

  it('knows nobody whose account was disabled meanwhile', async () => {
    const { id } = (await world.identity.userRepository.findByUsername('root'))!;
    world.identity.changeUser(id, { disabled: true });
    assert.equal(await editor.users('root'), null);
    assert.equal(await editor.authenticate('root', PASSWORD), null);
  });

  it('names the editor as the place of a login that failed', async () => {
    await editor.authenticate('root', 'wrong password');
    assert.deepEqual(
      world.identity.entries.map(({ action, outcome, from }) => ({ action, outcome, from })),
      [{ action: 'session:login', outcome: 'refused', from: 'editor' }],
    );
  });

  it('counts a login for the address that it came from, told by a proxy or not', async () => {
    const editorApi = createRequire(nodeRed.resolve('@node-red/editor-api'));
    const { urlencoded } = editorApi('body-parser') as {
      urlencoded(options: object): RequestHandler;
    };
    const app = express();
    app.use(clients.around((_request, _response, next) => next()));
    // As Node-RED reads what was posted before it asks.
    app.use(urlencoded({ extended: true }));
    app.post('/auth/token', (request, response, next) => {
      const { username, password } = request.body as { username: string; password: string };
      editor.authenticate(username, password).then((user) => response.json(user), next);
    });
    const server = createServer(app).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const tried = async (from: string): Promise<void> => {
        const body = new URLSearchParams({ username: 'root', password: `wrong of ${from}` });
        const headers = { 'x-forwarded-for': from };
        await (await fetch(`http://127.0.0.1:${port}/auth/token`, { method: 'POST', body, headers })).text();
      };
      await Promise.all(['192.0.2.1', '192.0.2.2'].map(tried));
      assert.deepEqual(world.identity.entries.map(({ from }) => from).sort(), ['192.0.2.1', '192.0.2.2']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('answers nobody whose address is blocked, though Node-RED has the server to itself', async () => {
    const until = Date.UTC(2026, 10, 27, 9);
    const guarded = new EditorClients(clientAddress(1), (from) => (from === '192.0.2.7' ? until : undefined));
    const app = express();
    app.use(guarded.around((_request, _response, next) => next()));
    app.get('/', (_request, response) => void response.send(guarded.current()));
    const server = createServer(app).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const get = async (from: string): Promise<[number, string]> => {
        const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': from } });
        return [answer.status, await answer.text()];
      };
      assert.deepEqual(await get('192.0.2.8'), [200, '192.0.2.8']);
      const [status, text] = await get('192.0.2.7');
      assert.equal(status, 403);
      assert.match(text, /2026-11-27T09:00:00\.000Z/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('lets nobody in while the database is away', async () => {
    world.identity.away = true;
    assert.equal(await editor.authenticate('root', PASSWORD), null);
    assert.equal(await editor.users('root'), null);
  });

  it('lets nobody in, and hides nothing, when something fails that should not', async () => {
    world.identity.tenantRepository.list = () => Promise.reject(new TypeError('a bug'));
    await assert.rejects(editor.users('admin@aqua'), TypeError);
  });

  it('ends after a shift', () => {
    assert.equal(editor.type, 'credentials');
    assert.ok(editor.sessionExpiryTime > 0 && editor.sessionExpiryTime <= 8 * 60 * 60);
  });
});
