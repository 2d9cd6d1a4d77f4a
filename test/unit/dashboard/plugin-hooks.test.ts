import assert from 'node:assert/strict';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { createDashboardGuard, createPluginHooks, type DashboardGuard } from '../../../lib/dashboard';
import { FakeClock } from '../../support/fake-clock';

const guardThat = (logged: string[] = []): DashboardGuard =>
  createDashboardGuard({
    auth: () => Promise.reject(new Error('not asked')),
    clock: new FakeClock(),
    logger: { ...silentLogger, error: (message) => void logged.push(message) },
    meter: nullMeter,
  });

describe('the plugin inside Dashboard 2.0', () => {
  it('serves one tenant without the guard and refuses a second, with a line that says what to do', () => {
    const logged: string[] = [];
    const guard = guardThat(logged);
    const hooks = createPluginHooks({ guard: () => guard, isInstalled: () => false, stores: () => [] });
    const message = { tenant: 'aqua', payload: 1 };
    assert.equal(hooks.onInput(message), message);
    assert.ok(hooks.onInput({ payload: 'of the user’s own dashboards' }));
    assert.equal(hooks.onInput({ tenant: 'borealis', payload: 2 }), null);
    assert.equal(hooks.onInput({ tenant: 'borealis', _client: { socketId: 's' } }), null);
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? '', /settings\.js/);
  });

  it('does nothing where no ThermaCore runs', () => {
    const hooks = createPluginHooks({ guard: () => undefined, isInstalled: () => false, stores: () => [] });
    const message = { tenant: 'x', payload: 1 };
    assert.equal(hooks.onInput(message), message);
    assert.equal(hooks.onSend({ id: 's' }, 'w', message), message);
    assert.equal(hooks.onChange({ id: 's' }, 'w', message), message);
    assert.ok(hooks.onCanSaveInStore(message));
  });

  it('takes forged senders away, also for a socket it never admitted', () => {
    const guard = guardThat();
    const hooks = createPluginHooks({ guard: () => guard, isInstalled: () => true, stores: () => [] });
    const forged = { payload: 1, tenant: 'aqua', principal: { role: 'admin' }, _client: { socketId: 'x' } };
    for (const hook of [hooks.onAction, hooks.onSend])
      assert.deepEqual(hook({ id: 's' }, 'w', forged), { payload: 1 });
    assert.deepEqual(hooks.onAction({ id: 's' }, 'w', [forged]), [{ payload: 1 }]);
    assert.deepEqual(hooks.onAddConnectionCredentials({ id: 's' }, forged), { payload: 1 });
    assert.deepEqual(hooks.onChange({ id: 's' }, 'w', { payload: 'somebody’s last' }), {});
    assert.ok(!hooks.onCanSaveInStore(forged));
  });

  it('puts a store per tenant in the place of Dashboard’s, once', () => {
    const guard = guardThat();
    const saved: unknown[] = [];
    const defaults: unknown[] = [];
    const data = {
      get: () => 'of all',
      save: (...args: unknown[]) => void saved.push(args),
      append: () => undefined,
      filter: () => undefined,
      clear: () => undefined,
    };
    const state = { set: (...args: unknown[]) => void defaults.push(args) };
    const hooks = createPluginHooks({
      guard: () => guard,
      isInstalled: () => true,
      stores: () => [undefined, { data, state }],
    });
    hooks.onInput({ tenant: 'aqua' });
    const { set } = state;
    hooks.onInput({ tenant: 'aqua' });
    assert.equal(state.set, set);
    (data.save as (...args: unknown[]) => void)({}, { id: 'w' }, { tenant: 'aqua', payload: 1 });
    assert.deepEqual(saved, []);
    assert.equal(data.get(), undefined);
    (state.set as (...args: unknown[]) => void)({}, { id: 'w' }, null, 'enabled', true);
    (state.set as (...args: unknown[]) => void)({}, { id: 'w' }, { tenant: 'aqua' }, 'label', 'x');
    assert.equal(defaults.length, 1, 'defaults of the form are everybody’s');
  });
});
