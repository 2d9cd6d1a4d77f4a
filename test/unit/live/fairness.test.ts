import assert from 'node:assert/strict';
import { FRAME_MS, FakeSink, createHub, reading, viewer } from './fixture';

/** Says when it was sent something. */
class NotingSink extends FakeSink {
  constructor(
    private readonly name: string,
    private readonly log: string[],
  ) {
    super();
  }
  override send(frame: Buffer): void {
    super.send(frame);
    this.log.push(this.name);
  }
}

describe('LiveHub between tenants', () => {
  const log: string[] = [];
  beforeEach(() => void log.splice(0));

  /** `count` clients of a tenant, each with a wish of its own. */
  const watch = (hub: ReturnType<typeof createHub>['hub'], tenant: string, count: number): void => {
    for (let i = 0; i < count; i++)
      hub.subscribe(viewer(tenant), { units: [`u${i}`] }, new NotingSink(tenant, log));
  };
  const everywhere = (tenant: string, count: number) =>
    Array.from({ length: count }, (_, i) => reading(tenant, `u${i}`, 's'));

  it('sends the frames of a tenant with few clients between those of one with many', () => {
    const { hub, clock } = createHub();
    watch(hub, 'aqua', 300);
    watch(hub, 'borealis', 2);
    for (let i = 0; i < 2; i++) {
      hub.publish(everywhere('aqua', 300));
      hub.publish(everywhere('borealis', 2));
    }
    log.splice(0);
    clock.advance(FRAME_MS);
    assert.equal(log.length, 302);
    assert.deepEqual(log.slice(0, 4), ['aqua', 'borealis', 'aqua', 'borealis']);
  });

  it('lets others have their turn after a thousand frames, and sends the rest at once after it', () => {
    const { hub, clock } = createHub();
    watch(hub, 'aqua', 2500);
    for (let i = 0; i < 2; i++) hub.publish(everywhere('aqua', 2500));
    log.splice(0);
    const slices: number[] = [];
    const after = clock.after.bind(clock);
    clock.after = (ms, run) =>
      after(ms, () => {
        const before = log.length;
        run();
        if (log.length > before) slices.push(log.length - before);
      });
    clock.advance(FRAME_MS);
    clock.advance(FRAME_MS);
    assert.equal(log.length, 2500);
    assert.ok(slices.length >= 2 && Math.max(...slices) <= 1000, slices.join());
  });

  it('leaves no timer behind when all is sent', () => {
    const { hub, clock } = createHub();
    watch(hub, 'aqua', 2500);
    for (let i = 0; i < 3; i++) hub.publish(everywhere('aqua', 2500));
    clock.advance(10 * FRAME_MS);
    assert.equal(log.length, 5000);
    assert.equal(clock.timers, 0);
  });
});
