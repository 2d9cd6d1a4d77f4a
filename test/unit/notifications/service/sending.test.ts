import assert from 'node:assert/strict';
import { retryDelay } from '../../../../lib/notifications/retry';
import { SendError } from '../../../../lib/notifications/send-error';
import { HOUR, MINUTE, SECOND, Site, TENANT, turn } from './fixture';

const FIRST_MS = 5 * SECOND;
const CEILING_MS = 15 * MINUTE;
const refusing =
  (more: ConstructorParameters<typeof SendError>[1] = {}) =>
  () =>
    Promise.reject(new SendError('It answered 503.', more));
const never = () => new Promise<never>(() => undefined);

/** One alarm is raised, and time passes. */
async function raised(site: Site, ms: number, step?: number): Promise<ReturnType<Site['process']>> {
  const process = site.process();
  await turn();
  process.lease.alarms(TENANT, [site.change(1, 'active')], true);
  await site.pass(ms, step);
  return process;
}

describe('Notifications that are sent', () => {
  it('wait twice as long after each attempt, never less than a second, never more than a quarter of an hour', () => {
    const longest = (attempts: number): number => retryDelay(attempts, undefined, () => 1);
    assert.deepEqual(
      [1, 2, 3, 4].map(longest),
      [5, 10, 20, 40].map((seconds) => seconds * SECOND),
    );
    assert.equal(longest(100), CEILING_MS);
    assert.equal(
      retryDelay(5, undefined, () => 0),
      SECOND,
    );
    assert.equal(
      retryDelay(1, HOUR, () => 0),
      HOUR,
      'as long as the receiver asks for',
    );
  });

  it('are sent once where the same one is said again, as after a crash', async () => {
    const site = new Site({});
    site.target('lead');
    const { service } = site.process();
    await turn();
    const text = { subject: 'Daily plant report', priority: 'low' } as const;
    const first = await service.sayTo(TENANT, 'lead', text, 'run.0');
    await site.pass(MINUTE, SECOND);
    const again = await service.sayTo(TENANT, 'lead', text, 'run.0');
    await site.pass(MINUTE, SECOND);
    assert.deepEqual([first.id, again.id, again.state], ['run.0', 'run.0', 'sent']);
    assert.equal(site.receiver.got.length, 1);
  });

  it('are tried again under the same id, more and more seldom, and are given up with the last reason', async () => {
    const site = new Site({});
    site.target('lead', { retrySeconds: 600 });
    site.receiver.answer = refusing();
    await raised(site, 20 * MINUTE, SECOND);
    const { got } = site.receiver;
    assert.ok(got.length >= 3, `${got.length} attempts`);
    for (const [i, { at, id }] of got.entries()) {
      const waited = at - (got[i - 1]?.at ?? at - SECOND);
      assert.ok(
        waited >= SECOND && waited <= FIRST_MS * 2 ** i + SECOND,
        `attempt ${i + 1} after ${waited} ms`,
      );
      assert.equal(id, got[0]?.id);
      assert.ok(at <= site.start + 600 * SECOND);
    }
    const [row] = site.outbox.rows;
    assert.deepEqual([row?.state, row?.attempts, row?.reason], ['dead', got.length, 'It answered 503.']);
    assert.equal(site.outcomes.at(-1), `lead dead ${got.length}: It answered 503.`);
    await site.pass(HOUR, MINUTE);
    assert.equal(site.receiver.got.length, got.length, 'and no more');
  });

  it('are given up at once where another attempt would end the same way, and sent again when somebody says so', async () => {
    const site = new Site({});
    site.receiver.answer = refusing({ isFinal: true });
    const { service } = await raised(site, SECOND);
    assert.deepEqual(site.log(), ['lead dead 1, 1']);
    site.receiver.answer = () => Promise.resolve();
    await service.resend(TENANT, site.outbox.rows[0]?.id ?? '');
    await site.pass(SECOND);
    assert.deepEqual(site.log(), ['lead sent 1, 2']);
    assert.equal(new Set(site.receiver.got.map(({ id }) => id)).size, 1);
  });

  it('leave a receiver alone for as long as it asks', async () => {
    const site = new Site({});
    site.receiver.answer = refusing({ waitMs: 2 * MINUTE });
    await raised(site, 110 * SECOND, SECOND);
    assert.equal(site.receiver.got.length, 1);
    await site.pass(20 * SECOND);
    assert.equal(site.receiver.got.length, 2);
  });

  it('of a target that fails hold up no other one', async () => {
    const site = new Site({ steps: [{ afterSeconds: 0, targets: ['lead', 'boss'] }] });
    const refuse = refusing();
    site.receiver.answer = () => (site.receiver.got.at(-1)?.target === 'lead' ? refuse() : Promise.resolve());
    await raised(site, 30 * SECOND);
    assert.deepEqual(
      site.outbox.rows.map(({ target, state }) => `${target} ${state}`),
      ['lead failed', 'boss sent'],
    );
    site.receiver.answer = () => Promise.resolve();
    await site.pass(CEILING_MS, SECOND);
    assert.deepEqual(
      site.outbox.rows.map(({ state }) => state),
      ['sent', 'sent'],
    );
  });

  it('are dropped where their target is off or gone meanwhile, and say so', async () => {
    const site = new Site({ steps: [{ afterSeconds: 0, targets: ['lead', 'boss'] }] });
    site.outbox.rows.length = 0;
    const process = site.process();
    await turn();
    process.lease.alarms(TENANT, [site.change(1, 'active')], true);
    site.target('lead', { enabled: false });
    await site.outbox.targets.remove(TENANT, 'boss');
    await site.pass(SECOND);
    assert.deepEqual(site.outcomes, [
      'lead dropped 1: The target is switched off.',
      'boss dropped 1: The target is there no more.',
    ]);
    assert.equal(site.receiver.got.length, 0);
  });

  it('end an attempt that nobody answers after half a minute, and try again', async () => {
    const site = new Site({});
    site.receiver.answer = never;
    await raised(site, 29 * SECOND, SECOND);
    assert.equal(site.outbox.rows[0]?.state, 'planned');
    await site.pass(2 * SECOND);
    assert.equal(site.outcomes[0], 'lead failed 1: There is no answer in time.');
    site.receiver.answer = () => Promise.resolve();
    await site.pass(MINUTE);
    assert.deepEqual(site.log(), ['lead sent 1, 2']);
  });

  it('go out eight at a time, to one target one at a time', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
    const site = new Site({ steps: [{ afterSeconds: 0, targets: names }] });
    for (const name of names) site.target(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    site.receiver.answer = () => promise;
    const { lease } = await raised(site, SECOND);
    lease.alarms(TENANT, [site.change(2, 'active')], true);
    await site.pass(10 * SECOND);
    assert.equal(site.receiver.got.length, 8);
    assert.equal(new Set(site.receiver.got.map(({ target }) => target)).size, 8);
    resolve();
    await site.pass(20 * SECOND);
    assert.ok(site.outbox.rows.length === 24 && site.outbox.rows.every(({ state }) => state === 'sent'));
    assert.equal(site.receiver.got.length, 24);
  });

  it('wait for a database that is away, and go out once when it is back', async () => {
    const site = new Site({ groupSeconds: 10 });
    await raised(site, 9 * SECOND);
    site.outbox.away = true;
    await site.pass(MINUTE);
    assert.deepEqual(site.heard(), []);
    site.outbox.away = false;
    await site.pass(10 * SECOND);
    assert.deepEqual(
      site.receiver.got.map(({ count }) => count),
      [1],
    );
    assert.equal(site.lost, 0);
    assert.deepEqual(site.logged, [], 'it is said elsewhere that the database is away');
  });

  it('that a process took and died with go out by the next one after a minute, under the same id', async () => {
    const site = new Site({});
    site.receiver.answer = never;
    const { kill } = await raised(site, SECOND);
    kill();
    site.receiver.answer = () => Promise.resolve();
    site.process();
    await site.pass(55 * SECOND, SECOND);
    assert.equal(site.receiver.got.length, 1, 'the first one may still be at it');
    await site.pass(15 * SECOND);
    assert.deepEqual(site.log(), ['lead sent 1, 2']);
    assert.equal(site.receiver.got[0]?.id, site.receiver.got[1]?.id);
  });

  it('get a few seconds to arrive when the process ends', async () => {
    const site = new Site({});
    const { promise, resolve } = Promise.withResolvers<void>();
    site.receiver.answer = () => promise;
    const { service } = await raised(site, SECOND);
    const stopped = service.stop();
    await site.pass(2 * SECOND);
    resolve();
    await stopped;
    assert.deepEqual(site.log(), ['lead sent 1, 1']);
  });
});
