import assert from 'node:assert/strict';
import { OpcuaFailure } from '../../../../lib/connectors/opcua/failure';
import { Sites, classOf } from '../../../../lib/connectors/opcua/sites';
import { FakeClock } from '../../../support/fake-clock';

const [A, B, C] = ['opc.tcp://a:4840', 'opc.tcp://b:4840', 'opc.tcp://c:4840'] as const;
const { signal } = new AbortController();

/** Servers with a ServiceLevel each; those without one do not answer. */
function plant(levels: Record<string, number | undefined>, otherEndpoints = `${B} ${C}`) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const sites = new Sites({
    config: { endpoint: A, otherEndpoints, returnAfterMs: 60_000 },
    clock,
    async probe(url) {
      asked.push(url);
      const level = levels[url];
      if (level === undefined) throw new OpcuaFailure(`${url} does not answer`);
      return level;
    },
  });
  return { sites, clock, asked, levels };
}

describe('The redundant servers of an OPC UA device', () => {
  it('are classed as the standard says', () => {
    assert.deepEqual([255, 200, 199, 2, 1, 0].map(classOf), [3, 3, 2, 2, 1, 0]);
  });

  it('are not asked where there is only one', async () => {
    const { sites, asked } = plant({}, '');
    assert.equal(await sites.choose(signal), A);
    assert.deepEqual(asked, []);
  });

  it('are used in the order of the form while they serve as well', async () => {
    const { sites, levels } = plant({ [A]: 200, [B]: 255, [C]: 255 });
    assert.equal(await sites.choose(signal), A);
    levels[A] = undefined;
    assert.equal(await sites.choose(signal), B);
  });

  it('are used by their ServiceLevel before that', async () => {
    const { sites, levels } = plant({ [A]: 100, [B]: 1, [C]: 250 });
    assert.equal(await sites.choose(signal), C);
    levels[C] = 0;
    assert.equal(await sites.choose(signal), A);
  });

  it('are told by what the first says when none answers', async () => {
    const { sites } = plant({});
    await assert.rejects(sites.choose(signal), /opc\.tcp:\/\/a:4840 does not answer/);
  });

  it('are also those that a server names, each once', async () => {
    const { sites } = plant({ [A]: 255 }, B);
    sites.learn([C, B, A]);
    assert.deepEqual(sites.all, [A, B, C]);
  });

  it('are left alone while the first of them serves well', async () => {
    const { sites, asked } = plant({ [A]: 255, [B]: 255 });
    await sites.choose(signal);
    asked.length = 0;
    assert.equal(await sites.elsewhere(255, signal), undefined);
    assert.deepEqual(asked, []);
  });

  it('are changed at once when the present one has no data any more', async () => {
    const { sites } = plant({ [A]: 255, [B]: 255 });
    await sites.choose(signal);
    assert.equal(await sites.elsewhere(1, signal), B);
  });

  it('are changed when the present one is degraded for a while, and another is not', async () => {
    const { sites, clock, levels } = plant({ [A]: 255, [B]: 255 });
    await sites.choose(signal);
    assert.equal(await sites.elsewhere(150, signal), undefined);
    clock.advance(3000);
    assert.equal(await sites.elsewhere(255, signal), undefined);
    clock.advance(3000);
    assert.equal(await sites.elsewhere(150, signal), undefined);
    clock.advance(5000);
    assert.equal(await sites.elsewhere(150, signal), B);
    levels[B] = 150;
    levels[C] = undefined;
    assert.equal(await sites.elsewhere(150, signal), undefined);
  });

  it('go back to the first when it is as good again for as long as the form says', async () => {
    const { sites, clock, levels } = plant({ [B]: 255, [C]: 255 });
    assert.equal(await sites.choose(signal), B);
    levels[A] = 255;
    assert.equal(await sites.elsewhere(255, signal), undefined);
    clock.advance(50_000);
    levels[A] = 100;
    assert.equal(await sites.elsewhere(255, signal), undefined);
    levels[A] = 255;
    clock.advance(20_000);
    assert.equal(await sites.elsewhere(255, signal), undefined);
    clock.advance(60_000);
    assert.equal(await sites.elsewhere(255, signal), A);
  });
});
