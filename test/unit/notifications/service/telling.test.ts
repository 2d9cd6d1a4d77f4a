import assert from 'node:assert/strict';
import { HOUR, MINUTE, SECOND, Site, TENANT, turn } from './fixture';

const ESCALATING = { steps: [{ afterSeconds: 0, targets: ['lead'] }, { afterSeconds: 600, targets: ['boss'] }] }; // prettier-ignore
/** The clock of the tests begins at 09:00. */
const QUIET = { from: '08:00', to: '10:00' };

async function running(site: Site): Promise<ReturnType<Site['process']>> {
  const process = site.process();
  await turn();
  return process;
}
type Process = Awaited<ReturnType<typeof running>>;
const raise = (site: Site, { lease }: Process, ...numbers: (number | string)[]): void =>
  lease.alarms(TENANT, numbers.map((n) => site.change(n, 'active')), true); // prettier-ignore
const acknowledge = (site: Site, { lease }: Process, n: number | string): void =>
  lease.alarms(TENANT, [site.change(n, 'acknowledge')], true);

describe('Who is told of alarms', () => {
  it('is told step by step until somebody acknowledges', async () => {
    const site = new Site(ESCALATING);
    const process = await running(site);
    raise(site, process, 1);
    await site.pass(5 * MINUTE, SECOND);
    raise(site, process, 2);
    acknowledge(site, process, 1);
    await site.pass(HOUR, SECOND);
    assert.deepEqual(site.heard(), [
      '0 s lead: alarms 1, step 0',
      '300 s lead: alarms 1, step 0',
      '900 s boss: alarms 1, step 1',
    ]);
    assert.equal(process.lease.status().escalating, 1);
    acknowledge(site, process, 2);
    assert.equal(process.lease.status().escalating, 0);
  });

  it('is told of alarms that come together in one message, without what was acknowledged meanwhile', async () => {
    const site = new Site({ groupSeconds: 10 });
    const process = await running(site);
    raise(site, process, 1, 2);
    await site.pass(4 * SECOND);
    raise(site, process, 3, 4);
    acknowledge(site, process, 2);
    await site.pass(MINUTE, SECOND);
    assert.deepEqual(site.heard(), ['10 s lead: alarms 3, step 0']);
    const [{ content } = {}] = site.outbox.rows;
    assert.deepEqual(
      content?.items.map(({ unit }) => unit),
      ['boiler-1', 'boiler-3', 'boiler-4'],
    );
  });

  it('gets no more messages than the limit, and the rest counted in one', async () => {
    const site = new Site({ rateLimit: { messages: 2, perSeconds: 60 } });
    const process = await running(site);
    for (let n = 0; n < 10; n++) {
      raise(site, process, n);
      await site.pass(SECOND);
    }
    await site.pass(5 * MINUTE, SECOND);
    assert.deepEqual(site.heard(), [
      '0 s lead: alarms 1, step 0',
      '1 s lead: alarms 1, step 0',
      '60 s lead: more 8, step 0',
    ]);
    assert.deepEqual(site.log(), ['lead sent 1, 1', 'lead sent 1, 1', 'lead sent 8, 1']);
  });

  it('is left alone in quiet hours but for what is critical, and told at their end what is still open', async () => {
    const site = new Site({ ...ESCALATING, quietHours: QUIET });
    const process = await running(site);
    raise(site, process, 1, 2);
    process.lease.alarms(TENANT, [site.change(3, 'active', { priority: 'critical' })], true);
    await site.pass(20 * MINUTE, SECOND);
    acknowledge(site, process, 1);
    acknowledge(site, process, 3);
    await site.pass(2 * HOUR, SECOND);
    assert.deepEqual(site.heard(), [
      '0 s lead: alarms 1, step 0',
      '600 s boss: alarms 1, step 1',
      '3600 s lead: alarms 1, step 0',
      '4200 s boss: alarms 1, step 1',
    ]);
    assert.deepEqual(site.outbox.rows.map(({ content }) => content.items[0]?.unit), ['boiler-3', 'boiler-3', 'boiler-2', 'boiler-2']); // prettier-ignore
  });

  it('is told in the time zone of the plant', async () => {
    const site = new Site({ quietHours: { from: '22:00', to: '06:00' } });
    site.plant.timeZone = 'Pacific/Auckland';
    // 09:00 UTC on 23 November is 22:00 there.
    const process = await running(site);
    raise(site, process, 1);
    await site.pass(9 * HOUR, 10 * SECOND);
    assert.deepEqual(site.heard(), [`${8 * 3600} s lead: alarms 1, step 0`]);
  });

  for (const [when, wait] of [
    ['before anything was written', 0],
    ['while alarms are gathered', 5 * SECOND],
    ['after they were told', 20 * SECOND],
    ['in the middle of the escalation', 5 * MINUTE],
  ] as const)
    it(`is told everything once where the process is killed ${when}`, async () => {
      const site = new Site({ ...ESCALATING, groupSeconds: 10 });
      const first = await running(site);
      raise(site, first, 1, 2);
      if (wait > 0) await site.pass(wait, SECOND);
      first.kill();
      await site.pass(2 * SECOND);
      await running(site);
      await site.pass(HOUR, SECOND);
      assert.deepEqual(
        site.receiver.got.map(({ target, count, step }) => [target, count, step]),
        [['lead', 2, 0], ['boss', 2, 1]],
      ); // prettier-ignore
      const [told, escalated] = site.receiver.got;
      assert.equal((escalated?.at ?? 0) - (told?.at ?? 0), 10 * MINUTE);
      assert.equal(new Set(site.receiver.got.map(({ id }) => id)).size, 2);
    });

  it('is told once where the process did not live to hear that its message is kept', async () => {
    const site = new Site({});
    const first = await running(site);
    raise(site, first, 1);
    // The write is on its way.
    first.kill();
    await turn();
    assert.deepEqual(site.log(), ['lead planned 1, 0']);
    await running(site);
    await site.pass(MINUTE, SECOND);
    assert.deepEqual(site.log(), ['lead sent 1, 1']);
    assert.equal(site.receiver.got.length, 1);
  });

  it('loses nothing that quiet hours or a limit hold back when the process is killed', async () => {
    const site = new Site({ quietHours: QUIET }, { key: 'other', rateLimit: { messages: 1, perSeconds: 600 }, steps: [{ afterSeconds: 0, targets: ['boss'] }] }); // prettier-ignore
    const first = await running(site);
    raise(site, first, 1);
    await site.pass(5 * SECOND);
    raise(site, first, 2);
    await site.pass(5 * SECOND);
    first.kill();
    await running(site);
    await site.pass(2 * HOUR, SECOND);
    assert.deepEqual(site.heard(), [
      '0 s boss: alarms 1, step 0',
      '600 s boss: more 1, step 0',
      '3600 s lead: alarms 2, step 0',
    ]);
  });

  it('is not escalated to where somebody acknowledged while no process ran', async () => {
    const site = new Site(ESCALATING);
    const first = await running(site);
    raise(site, first, 1, 2);
    await site.pass(MINUTE, SECOND);
    first.kill();
    site.change(1, 'acknowledge');
    await running(site);
    await site.pass(HOUR, SECOND);
    const escalated = site.outbox.rows.filter(({ step }) => step === 1);
    assert.deepEqual(
      escalated.map(({ content }) => content.items.map(({ unit }) => unit)),
      [['boiler-2']],
    );
  });

  it('is told of what was raised while no process ran', async () => {
    const site = new Site({});
    const first = await running(site);
    raise(site, first, 1);
    await site.pass(SECOND);
    first.kill();
    site.change('missed', 'active');
    await running(site);
    await site.pass(10 * SECOND);
    assert.deepEqual(
      site.outbox.rows.map(({ content }) => content.items[0]?.unit),
      ['boiler-1', 'boiler-missed'],
    );
  });

  it('is told once where another process turns out to have planned meanwhile', async () => {
    const site = new Site({ groupSeconds: 10 });
    const first = await running(site);
    raise(site, first, 1);
    await site.pass(SECOND);
    // As two processes would be for a moment when the alarms of a tenant go from one to the other.
    const second = await running(site);
    raise(site, second, 2);
    await site.pass(2 * SECOND);
    raise(site, first, 3);
    await site.pass(2 * MINUTE, SECOND);
    const told = site.outbox.rows.flatMap(({ content }) => content.items.map(({ unit }) => unit));
    assert.deepEqual(told.sort(), ['boiler-1', 'boiler-2', 'boiler-3']);
    assert.ok(site.logged.some((line) => line.includes('another process planned them')));
  });

  it('is told once what came while the database was away', async () => {
    const site = new Site({});
    const process = await running(site);
    site.outbox.away = true;
    for (let n = 0; n < 5; n++) raise(site, process, n);
    await site.pass(MINUTE, SECOND);
    assert.equal(process.service.waiting, 5);
    site.outbox.away = false;
    await site.pass(30 * SECOND);
    assert.deepEqual([site.receiver.got.length, site.lost, process.service.waiting], [5, 0, 0]);
  });

  it('is not told of more than there is room for while the database is away, and the rest is counted', async () => {
    const site = new Site({});
    const process = await running(site);
    site.outbox.away = true;
    for (let n = 0; n < 2100; n++) raise(site, process, n);
    await site.pass(SECOND);
    assert.equal(process.service.waiting, 2000);
    assert.equal(site.lost, 100);
    assert.ok(site.logged.some((line) => line.startsWith('error: Notifications are lost')));
    await process.service.stop().catch(() => undefined);
  });

  it('is told as soon as it is known whose the alarms are', async () => {
    const site = new Site({});
    site.plant.where = 'starting';
    const process = await running(site);
    raise(site, process, 1);
    await site.pass(10 * SECOND);
    assert.deepEqual(site.heard(), []);
    site.plant.where = 'here';
    await site.pass(10 * SECOND);
    assert.equal(site.receiver.got.length, 1);
  });

  it('is the business of the process that evaluates the rules', async () => {
    const site = new Site({});
    site.plant.where = 'elsewhere';
    const process = await running(site);
    assert.throws(() => raise(site, process, 1), { code: 'unavailable' });
    assert.throws(() => process.service.say(TENANT, { subject: 'Hello', priority: 'low' }), {
      code: 'unavailable',
    });
  });
});
