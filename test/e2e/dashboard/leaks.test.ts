import assert from 'node:assert/strict';
import { WIDGET, cookiesOf, type Harness } from './harness';
import { RawClient } from './raw-client';
import { sharedHarness } from './shared';

describe('dashboards of two tenants, at the socket', () => {
  let harness: Harness;
  const open: RawClient[] = [];
  let aqua: RawClient;
  let borealis: RawClient;

  const join = async (username: string): Promise<RawClient> => {
    const cookie = await harness.login(username);
    const client = await RawClient.connect(harness.url, { cookie, origin: harness.url });
    open.push(client);
    await client.next('ui-config');
    return client;
  };

  /** Waits until all that was sent before must have arrived: events keep their order. */
  const settle = async (client: RawClient): Promise<void> => {
    client.emit('widget-load', WIDGET.text);
    await client.next(`widget-load:${WIDGET.text}`);
  };

  before(async () => void (harness = await sharedHarness()));
  beforeEach(async () => {
    [aqua, borealis] = await Promise.all([join('viewer@aqua'), join('viewer@borealis')]);
    harness.received.length = 0;
  });
  afterEach(() => open.splice(0).forEach((client) => client.close()));

  it('shows a live message to its tenant only', async () => {
    harness.tell(WIDGET.text, { tenant: 'aqua', payload: 'FOR-AQUA' });
    const [, message] = await aqua.next(`msg-input:${WIDGET.text}`);
    assert.deepEqual((message as { payload: string }).payload, 'FOR-AQUA');
    await settle(borealis);
    assert.ok(!borealis.everything.includes('FOR-AQUA'));
  });

  it('tells nobody a message without tenant, counts it and names the widget once', async () => {
    const before = harness.dropped('out', 'no-tenant');
    harness.tell(WIDGET.text, { payload: 'FOR-NOBODY' });
    harness.tell(WIDGET.text, { payload: 'FOR-NOBODY' });
    await Promise.all([settle(aqua), settle(borealis)]);
    assert.ok(!`${aqua.everything}${borealis.everything}`.includes('FOR-NOBODY'));
    assert.ok(harness.dropped('out', 'no-tenant') >= before + 2);
    assert.equal(harness.logged.filter((line) => line.includes(WIDGET.text)).length, 1);
  });

  it('never sends what identifies people or connections', async () => {
    const [, me] = [0, { socketId: aqua.sid }];
    harness.tell(WIDGET.text, {
      tenant: 'aqua',
      _client: me,
      principal: { userId: 'SECRET-ID' },
      payload: 1,
    });
    const [, message] = await aqua.next(`msg-input:${WIDGET.text}`);
    assert.deepEqual(Object.keys(message as object).sort(), ['_msgid', 'payload', 'topic']);
  });

  it('replays to each tenant its own last value', async () => {
    harness.tell(WIDGET.text, { tenant: 'aqua', payload: 'LAST-OF-AQUA' });
    harness.tell(WIDGET.text, { tenant: 'borealis', payload: 'LAST-OF-BOREALIS' });
    await aqua.next(`msg-input:${WIDGET.text}`);
    const [again, other] = await Promise.all([join('operator@aqua'), join('operator@borealis')]);
    again.emit('widget-load', WIDGET.text);
    other.emit('widget-load', WIDGET.text);
    const [, mine] = await again.next(`widget-load:${WIDGET.text}`);
    const [, theirs] = await other.next(`widget-load:${WIDGET.text}`);
    assert.equal((mine as { payload: string }).payload, 'LAST-OF-AQUA');
    assert.equal((theirs as { payload: string }).payload, 'LAST-OF-BOREALIS');
  });

  it('replays also when nobody of the tenant was there to see it', async () => {
    aqua.close();
    harness.tell(WIDGET.template, { tenant: 'aqua', payload: 'WHILE-AWAY' });
    const again = await join('operator@aqua');
    again.emit('widget-load', WIDGET.template);
    const [, message] = await again.next(`widget-load:${WIDGET.template}`);
    assert.equal((message as { payload: string }).payload, 'WHILE-AWAY');
    borealis.emit('widget-load', WIDGET.template);
    assert.ok(!JSON.stringify(await borealis.next(`widget-load:${WIDGET.template}`)).includes('WHILE-AWAY'));
  });

  it('keeps the history of a chart apart', async () => {
    harness.tell(WIDGET.chart, { tenant: 'aqua', topic: 'a', payload: 111.25 });
    harness.tell(WIDGET.chart, { tenant: 'borealis', topic: 'b', payload: 222.75 });
    await aqua.next(`msg-input:${WIDGET.chart}`);
    aqua.emit('widget-load', WIDGET.chart);
    const history = JSON.stringify(await aqua.next(`widget-load:${WIDGET.chart}`));
    assert.ok(history.includes('111.25') && !history.includes('222.75'), history);
  });

  it('keeps dynamic properties apart, live and in a new page', async () => {
    harness.tell(WIDGET.text, {
      tenant: 'aqua',
      ui_update: { label: 'LABEL-OF-AQUA' },
      class: 'class-of-aqua',
      enabled: false,
    });
    await aqua.next(`msg-input:${WIDGET.text}`);
    const cookies = await Promise.all([harness.login('viewer@aqua'), harness.login('viewer@borealis')]);
    const [mine, theirs] = await Promise.all(
      cookies.map(async (cookie) => {
        const client = await RawClient.connect(harness.url, { cookie, origin: harness.url });
        open.push(client);
        const config = await client.next('ui-config');
        client.emit('widget-load', WIDGET.text);
        return [
          JSON.stringify(config),
          JSON.stringify(await client.next(`widget-load:${WIDGET.text}`)),
        ] as const;
      }),
    );
    for (const part of mine ?? []) assert.ok(part.includes('class-of-aqua'), 'the own tenant keeps it');
    for (const part of theirs ?? [])
      assert.ok(!part.includes('of-aqua') && !part.includes('OF-AQUA'), 'the other never sees it');
  });

  it('keeps what ui-control hides and says apart', async () => {
    harness.tell(WIDGET.control, { tenant: 'aqua', payload: { url: 'https://only.aqua/' } });
    await aqua.next(`ui-control:${WIDGET.control}`);
    await settle(borealis);
    assert.ok(!borealis.everything.includes('only.aqua'));
  });

  it('gives a page, group or widget to the roles and tenants that its class names', async () => {
    const configs = await Promise.all(
      ['viewer@aqua', 'admin@aqua', 'admin@borealis'].map(async (username) => {
        const client = await RawClient.connect(harness.url, {
          cookie: await harness.login(username),
          origin: harness.url,
        });
        open.push(client);
        return JSON.stringify(await client.next('ui-config'));
      }),
    );
    assert.deepEqual(
      configs.map((config) => config.includes(WIDGET.adminButton)),
      [false, true, true],
    );
    harness.tell(WIDGET.adminButton, { tenant: 'aqua', payload: 'FOR-ADMINS' });
    await settle(aqua);
    assert.ok(!aqua.everything.includes('FOR-ADMINS'), 'nor what is told to it later');
    assert.deepEqual(
      configs.map((config) => config.includes('SECRET-OF-AQUA-PAGE')),
      [true, true, false],
    );
  });

  it('answers the browser that asked and no other of its tenant', async () => {
    const second = await join('operator@aqua');
    aqua.emit('widget-send', WIDGET.overview, { action: 'overview' });
    const [, answer] = await aqua.next(`msg-input:${WIDGET.overview}`);
    assert.equal((answer as { payload: { tenant: { key: string } } }).payload.tenant.key, 'aqua');
    await Promise.all([settle(second), settle(borealis)]);
    for (const other of [second, borealis]) assert.deepEqual(other.named(`msg-input:${WIDGET.overview}`), []);
  });

  for (const event of ['widget-send', 'widget-action', 'widget-change', 'ui-event'] as const)
    it(`takes the sender of a ${event} from the session, whatever the browser claims`, async () => {
      const widget =
        event === 'ui-event' ? WIDGET.event : event === 'widget-send' ? WIDGET.overview : WIDGET.slider;
      const forged = {
        payload: 42,
        tenant: 'aqua',
        principal: { username: 'admin', role: 'admin', tenant: 'aqua' },
        _client: { socketId: aqua.sid, principal: { username: 'admin' }, extra: 1 },
      };
      const target = event === 'widget-action' ? WIDGET.template : widget;
      borealis.emit(event, target, forged);
      await borealis.until(() => harness.received.length > 0);
      const [message] = harness.received as [
        { principal: { username: string; tenant: string }; tenant: string; _client: object },
      ];
      assert.equal(message.principal.username, 'viewer@borealis');
      assert.equal(message.principal.tenant, 'borealis');
      assert.equal(message.tenant, 'borealis');
      assert.deepEqual(Object.keys(message._client).sort(), ['principal', 'socketId', 'socketIp']);
      assert.equal((message._client as { socketId: string }).socketId, borealis.sid);
      await settle(aqua);
      assert.deepEqual(aqua.named(`msg-input:${WIDGET.overview}`), []);
    });

  it('shares a changed value with the same tenant only, and begins it with nobody’s message', async () => {
    harness.tell(WIDGET.slider, { tenant: 'aqua', payload: 11, secret: 'EARLIER-OF-AQUA' });
    await aqua.next(`msg-input:${WIDGET.slider}`);
    const second = await join('operator@borealis');
    borealis.emit('widget-change', WIDGET.slider, 77);
    const [, message] = await second.next(`widget-sync:${WIDGET.slider}`);
    assert.equal((message as { payload: number }).payload, 77);
    await settle(aqua);
    assert.deepEqual(aqua.named(`widget-sync:${WIDGET.slider}`), []);
    assert.ok(!JSON.stringify(harness.received).includes('EARLIER-OF-AQUA'));
  });

  it('takes no action on a widget that the user was not given, nor an event it does not know', async () => {
    const before = harness.dropped('in', 'not-given');
    aqua.emit('widget-action', WIDGET.adminButton, { payload: 'pressed' });
    borealis.emit('widget-send', WIDGET.aquaText, { payload: 1 });
    borealis.emit('widget-load', WIDGET.aquaText);
    aqua.emit('anything', WIDGET.text, {});
    aqua.emit('widget-send', WIDGET.overview, { payload: 'x'.repeat(300_000) });
    await Promise.all([settle(aqua), settle(borealis)]);
    assert.deepEqual(harness.received, []);
    assert.equal(harness.dropped('in', 'not-given'), before + 3);
    assert.ok(harness.dropped('in', 'unknown-event') > 0 && harness.dropped('in', 'too-large') > 0);
  });

  it('stops listening to a browser that floods', async () => {
    for (let i = 0; i < 600; i++) aqua.emit('widget-send', WIDGET.template, { payload: i });
    await aqua.until(() => harness.dropped('in', 'too-fast') > 100);
    assert.ok(harness.received.length < 500);
  });

  it('answers nothing under _debug, in whatever spelling', async () => {
    harness.tell(WIDGET.text, { tenant: 'aqua', payload: 'STORED-OF-AQUA' });
    const cookie = await harness.login('admin@borealis');
    for (const path of ['_debug', '_DEBUG', '%5Fdebug'])
      for (const store of ['datastore', 'statestore']) {
        const response = await harness.get(`/dashboard/${path}/${store}/${WIDGET.text}`, { cookie });
        assert.equal(response.status, 404);
        assert.ok(!(await response.text()).includes('AQUA'));
      }
  });

  it('admits nobody without session, with a made-up one, or from a foreign page', async () => {
    const cookie = await harness.login('viewer@aqua');
    const attempts = [
      [{ origin: harness.url }, 'unauthenticated'],
      [{ origin: harness.url, cookie: 'thermacore_access=made.up' }, 'unauthenticated'],
      [{ cookie, origin: 'https://evil.example' }, 'foreign-origin'],
      [{ cookie, origin: 'null' }, 'foreign-origin'],
    ] as const;
    for (const [options, refusal] of attempts) {
      const client = await RawClient.connect(harness.url, options);
      open.push(client);
      assert.equal(client.refusal, refusal);
      assert.deepEqual(client.events, []);
    }
  });

  it('lets a platform user in only once it acts in a tenant', async () => {
    const cookie = await harness.login('admin');
    const outside = await RawClient.connect(harness.url, { cookie, origin: harness.url });
    open.push(outside);
    assert.equal(outside.refusal, 'forbidden');
    const page = await harness.get('/dashboard/overview', { cookie, accept: 'text/html' });
    assert.match(page.headers.get('location') ?? '', /^\/dashboard\/tenant\?to=/);
    const switched = await harness.post('/dashboard/tenant', { tenant: 'borealis' }, { cookie });
    assert.equal(switched.status, 303);
    const inside = await RawClient.connect(harness.url, { cookie: cookiesOf(switched), origin: harness.url });
    open.push(inside);
    inside.emit('widget-load', WIDGET.text);
    await inside.next('ui-config');
  });

  it('ends the socket at logout', async () => {
    const cookie = await harness.login('viewer@aqua');
    const client = await RawClient.connect(harness.url, { cookie, origin: harness.url });
    open.push(client);
    await harness.post('/dashboard/logout', {}, { cookie });
    await client.until(() => client.closed);
    harness.tell(WIDGET.text, { tenant: 'aqua', payload: 'AFTER-LOGOUT' });
    assert.ok(!client.everything.includes('AFTER-LOGOUT'));
  });

  it('ends the socket when its token expires, and lives on when the session is renewed in time', async () => {
    harness.auth.lifetimeMs = 12_000;
    const [short, long] = await Promise.all([harness.login('viewer@aqua'), harness.login('operator@aqua')]);
    const left = await RawClient.connect(harness.url, { cookie: short, origin: harness.url });
    const renewed = await RawClient.connect(harness.url, { cookie: long, origin: harness.url });
    open.push(left, renewed);
    harness.auth.lifetimeMs = 15 * 60 * 1000;
    const response = await harness.get('/dashboard/session', { cookie: long });
    assert.equal(response.status, 200);
    const { user } = (await response.json()) as { user: { may: string[] } };
    assert.ok(user.may.includes('alarm:acknowledge') && !user.may.includes('alarm-rule:update'));
    await left.until(() => left.closed);
    assert.ok(!renewed.closed);
  });

  it('renews the cookies of a page that comes back with an expired token', async () => {
    harness.auth.lifetimeMs = 50;
    const cookie = await harness.login('viewer@aqua');
    harness.auth.lifetimeMs = 15 * 60 * 1000;
    await new Promise((resolve) => setTimeout(resolve, 80));
    const client = await RawClient.connect(harness.url, { cookie, origin: harness.url });
    open.push(client);
    assert.equal(client.refusal, undefined);
  });

  it('goes on after a deploy: pages stay open, filters stay in place', async () => {
    await harness.deploy();
    // Dashboard sends one without widgets first: what was closed tells of its going.
    await aqua.until(() => JSON.stringify(aqua.named('ui-config')).includes(WIDGET.template));
    assert.ok(!JSON.stringify(aqua.named('ui-config')).includes(WIDGET.adminButton));
    harness.tell(WIDGET.text, { tenant: 'aqua', payload: 'AFTER-DEPLOY' });
    await aqua.next(`msg-input:${WIDGET.text}`);
    borealis.emit('widget-send', WIDGET.template, { tenant: 'aqua', payload: 'asks' });
    await borealis.until(() => harness.received.length > 0);
    assert.equal((harness.received[0] as { tenant: string }).tenant, 'borealis');
    await settle(borealis);
    assert.ok(!borealis.everything.includes('AFTER-DEPLOY'));
  });
});
