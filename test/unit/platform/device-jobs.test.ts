import assert from 'node:assert/strict';
import { DeviceJobInput, MAX_DEVICES_PER_JOB } from '../../../lib/core/device-job';
import { ThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import { DeviceJobs, type DeviceDeeds } from '../../../lib/platform/device-jobs';
import type { Store } from '../../../lib/store';
import { FakeClock } from '../../support/fake-clock';

const input = (given: object): DeviceJobInput => DeviceJobInput.parse(given);
const missing = (device: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no device "${device}".`);

describe('Jobs for many devices', () => {
  let done: unknown[][];
  let audited: { action: string; target?: string }[];
  let deeds: DeviceDeeds;
  let jobs: DeviceJobs;
  const store = {
    audit: {
      record: (entry: { action: string; target?: string }) => {
        audited.push(entry);
        return Promise.resolve();
      },
    },
  } as unknown as Store;
  const acting = { store, tenant: 'aqua', by: 'admin@aqua' };

  beforeEach(() => {
    done = [];
    audited = [];
    const deed =
      (name: string, answer?: (device: string) => unknown) =>
      async (_store: Store, tenant: string, device: string, ...more: unknown[]) => {
        if (device === 'gone') throw missing(device);
        done.push([name, tenant, device, ...more]);
        return Promise.resolve(answer?.(device));
      };
    deeds = {
      list: () => Promise.resolve({ items: [{ key: 'plc-1' }, { key: 'plc-2' }] }),
      enable: deed('enable'),
      update: deed('update'),
      delete: deed('delete'),
      test: deed('test', (device) => ({ ok: device !== 'silent', answer: `${device} was tried.` })),
    } as unknown as DeviceDeeds;
    jobs = new DeviceJobs({ clock: new FakeClock(), logger: silentLogger, devices: deeds });
  });
  afterEach(() => jobs.stop());

  const finished = async (id: string) => {
    while (['queued', 'running'].includes(jobs.get('aqua', id).state)) await new Promise(setImmediate);
    return jobs.get('aqua', id);
  };

  it('do the same to each device, tell what did not work, and write each into the audit log', async () => {
    const { id } = await jobs.start(acting, input({ action: 'disable', devices: ['plc-1', 'gone', 'plc-2', 'plc-1'] })); // prettier-ignore
    const job = await finished(id);
    assert.deepEqual([job.state, job.devices, job.done, job.failed], ['done', 3, 3, 1]);
    assert.deepEqual(job.failures, [{ device: 'gone', reason: 'There is no device "gone".' }]);
    assert.deepEqual(done, [['enable', 'aqua', 'plc-1', false], ['enable', 'aqua', 'plc-2', false]]); // prettier-ignore
    assert.deepEqual(audited.map(({ action, target }) => [action, target]), [['device:update', 'plc-1'], ['device:update', 'plc-2']]); // prettier-ignore
  });

  it('take all devices that fit a filter, and give a template', async () => {
    const given = { action: 'template', filter: { protocol: 'modbus' }, template: 't', templateUnit: 'u' };
    await finished((await jobs.start(acting, input(given))).id);
    const patch = { template: 't', templateUnit: 'u' };
    assert.deepEqual(done, [['update', 'aqua', 'plc-1', patch], ['update', 'aqua', 'plc-2', patch]]); // prettier-ignore
  });

  it('count a device that does not answer a test as failed, with its own sentence', async () => {
    const { id } = await jobs.start(acting, input({ action: 'test', devices: ['plc-1', 'silent'] }));
    assert.deepEqual((await finished(id)).failures, [{ device: 'silent', reason: 'silent was tried.' }]);
  });

  it('end when they are cancelled, and what was done stays', async () => {
    let go = (): void => undefined;
    deeds.delete = (_store, _tenant, device) => {
      done.push(['delete', device]);
      return new Promise((resolve) => (go = resolve));
    };
    const { id } = await jobs.start(acting, input({ action: 'delete', devices: ['a', 'b', 'c'] }));
    const removed = jobs.remove('aqua', id);
    go();
    await removed;
    const job = jobs.get('aqua', id);
    assert.deepEqual([job.state, job.done, done.length], ['cancelled', 1, 1]);
  });

  it('are kept in a number when they are over, the newest', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 102; i++) {
      const { id } = await jobs.start(acting, input({ action: 'enable', devices: ['plc-1'] }));
      ids.push(id);
      await finished(id);
    }
    assert.deepEqual(jobs.list('aqua').map(({ id }) => id), ids.slice(2).reverse()); // prettier-ignore
  });

  it('are seen by their own tenant only', async () => {
    const { id } = await jobs.start(acting, input({ action: 'enable', devices: ['plc-1'] }));
    assert.throws(() => jobs.get('borealis', id), { code: 'not-found' });
    assert.deepEqual(jobs.list('borealis'), []);
    await finished(id);
    assert.equal(await jobs.forget('aqua'), 1);
  });

  it('refuse a filter that too many fit, and name the field', async () => {
    const items = Array.from({ length: MAX_DEVICES_PER_JOB + 1 }, (_, i) => ({ key: `plc-${i}` }));
    deeds.list = () => Promise.resolve({ items } as never);
    await assert.rejects(jobs.start(acting, input({ action: 'enable', filter: {} })), { field: 'filter' });
  });

  it('want either devices or a filter, and a template only where one is given', () => {
    for (const [given, field] of [
      [{ action: 'enable' }, 'devices'],
      [{ action: 'enable', devices: ['a'], filter: {} }, 'devices'],
      [{ action: 'template', devices: ['a'] }, 'template'],
      [{ action: 'enable', devices: ['a'], templateUnit: 'u' }, 'templateUnit'],
    ] as const)
      assert.equal(DeviceJobInput.safeParse(given).error?.issues[0]?.path[0], field);
  });
});
