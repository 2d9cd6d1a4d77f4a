import assert from 'node:assert/strict';
import { compilePath } from '../../../lib/connectors/mqtt/json-path';
import { valuesOf, type TopicListener } from '../../../lib/connectors/mqtt';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { MAX_TOPICS, TopicLook } from '../../../lib/core/mqtt-topics';
import { TopicLooks } from '../../../lib/platform/topic-looks';
import { FakeClock } from '../../support/fake-clock';

describe('A look at the topics of a tenant', () => {
  let clock: FakeClock;
  let looks: TopicLooks;
  let filters: string[];
  let logins: string[];
  let running: number;
  let say: (topic: string, payload: string | Buffer) => void;

  beforeEach(() => {
    clock = new FakeClock();
    [filters, logins, running] = [[], [], 0];
    looks = new TopicLooks({
      context: { clock, logger: silentLogger, meter: nullMeter },
      access: (tenant) => Promise.resolve({ url: 'mqtt://x', username: `own:${tenant}`, password: 'p' }),
      connect: ({ username }) => {
        logins.push(username);
        let told: TopicListener | undefined;
        say = (topic, payload) => told?.message(topic, Buffer.from(payload), (stored) => assert.ok(stored));
        return {
          start: () => void running++,
          stop: () => {
            running--;
            return Promise.resolve();
          },
          listen: (filter, listener) => {
            filters.push(filter);
            told = listener;
            return () => (told = undefined);
          },
        };
      },
    });
  });

  const looked = async (more: object, meanwhile: () => void) => {
    const found = looks.look('aqua', TopicLook.parse(more));
    await new Promise(setImmediate);
    meanwhile();
    clock.advance(20_000);
    return found;
  };

  it('listens below the prefix of the tenant only, for as long as was asked, and leaves nothing running', async () => {
    const found = looks.look('aqua', TopicLook.parse({ filter: '+/temp', seconds: 3 }));
    await new Promise(setImmediate);
    clock.advance(2999);
    await assert.rejects(looks.look('aqua', TopicLook.parse({})), { code: 'rate-limited' });
    assert.equal(running, 1);
    clock.advance(1);
    assert.deepEqual(await found, { items: [], more: false });
    assert.deepEqual([filters, logins, running, clock.timers], [['plant/aqua/+/temp'], ['own:aqua'], 0, 0]);
  });

  it('tells of each topic how often it came, its last payload, its values with paths, and whose it would be', async () => {
    const { items } = await looked({}, () => {
      say('plant/aqua/boiler-1/supply', '{"value":71.2}');
      say('plant/aqua/boiler-1/supply', '{"value":71.3,"quality":"good"}');
      say('plant/aqua/gateway/a/raw', Buffer.from([0xff, 0x00]));
      say('plant/aqua/boiler-1/note', 'open');
    });
    assert.deepEqual(
      items.map(({ topic, messages, payload, unit, sensor }) => [
        topic.slice(11),
        messages,
        payload,
        unit,
        sensor,
      ]),
      [
        ['boiler-1/note', 1, 'open', 'boiler-1', 'note'],
        ['boiler-1/supply', 2, '{"value":71.3,"quality":"good"}', 'boiler-1', 'supply'],
        ['gateway/a/raw', 1, 'ff00', undefined, undefined],
      ],
    );
    assert.deepEqual(items.map(({ values }) => values), [
      [{ path: '', value: 'open' }],
      [{ path: 'value', value: 71.3 }, { path: 'quality', value: 'good' }],
      [],
    ]); // prettier-ignore
  });

  it('is bounded in topics, and says that there were more', async () => {
    const { items, more } = await looked({}, () => {
      for (let i = 0; i <= MAX_TOPICS; i++) say(`plant/aqua/u/s${i}`, '1');
    });
    assert.deepEqual([items.length, more], [MAX_TOPICS, true]);
  });

  it('keeps only the beginning of a large payload, which is no value any more', async () => {
    const { items, more } = await looked({}, () => {
      // The limit lies within a character.
      say('plant/aqua/u/large', `a${'é'.repeat(40_000)}`);
      say('plant/aqua/u/number', '7'.repeat(70_000));
      say('plant/aqua/u/number', '8');
    });
    const shown = items.map(({ payload, values }) => [payload.slice(0, 3), values.length]);
    assert.deepEqual([shown, more], [[['aéé', 0], ['8', 1]], false]); // prettier-ignore
  });

  it('is bounded in bytes of all topics together, and says that there were more', async () => {
    const { items, more } = await looked({}, () => {
      for (let i = 0; i < 200; i++) say(`plant/aqua/u/s${i}`, Buffer.alloc(100_000, 0x61));
      say('plant/aqua/u/s0', 'small now');
    });
    assert.deepEqual([items.length, more], [127, true]);
    assert.equal(items[0]?.payload, 'small now');
  });

  it('ends with the platform', async () => {
    const found = looks.look('aqua', TopicLook.parse({}));
    await new Promise(setImmediate);
    looks.stop();
    assert.deepEqual((await found).items, []);
    assert.equal(running, 0);
    await assert.rejects(looks.look('aqua', TopicLook.parse({})), { code: 'unavailable' });
  });

  for (const filter of ['a#', '#/a', 'a+/b', '', 'a/\u0000'])
    it(`refuses the filter ${JSON.stringify(filter)}`, () =>
      assert.equal(TopicLook.safeParse({ filter }).error?.issues[0]?.path[0], 'filter'));

  it('names each value of a payload by a path that finds it again', () => {
    const payload = { data: { temp: 1.5, 'odd.name': true }, d: [{ v: 'x' }], none: null };
    const found = valuesOf(payload, 50);
    assert.deepEqual(found.map(({ path }) => path), ['data.temp', 'data["odd.name"]', 'd[0].v']); // prettier-ignore
    for (const { path, value } of found) assert.equal(compilePath(path, 'path')(payload), value);
    assert.equal(valuesOf(payload, 2).length, 2);
  });
});
