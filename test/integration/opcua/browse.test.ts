import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { NodeId } from 'node-opcua';
import type { OpcuaConfig } from '../../../lib/connectors/opcua';
import { opcuaSpec, type OpcuaSpec, type SearchAnswer } from '../../../lib/connectors/opcua';
import type { BrowsedNode, BrowsePage, NodeDescription } from '../../../lib/core/browse';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { FakeClock } from '../../support/fake-clock';
import { OpcuaField } from '../../support/opcua-field';
import { testPki, type TestPki } from '../../support/opcua-pki';
import { analog, folderOf } from '../../support/opcua-plant';
import { freePort } from '../../support/product';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const PLANT = 'nsu=urn:test:plant;s=Plant';

/** What the server keeps of each session; its library shows it to itself only. */
const sessionsOf = ({ server }: OpcuaField) =>
  Object.values(
    (
      server.engine as unknown as {
        _sessions: Record<
          string,
          { authenticationToken: NodeId; continuationPointManager: { _map: Map<string, unknown> } }
        >;
      }
    )._sessions,
  );

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };

describe('Browsing an OPC UA server', () => {
  let field: OpcuaField;
  let pki: TestPki;
  let spec: OpcuaSpec;
  let config: OpcuaConfig;

  before(async () => {
    pki = await testPki('browser', true);
    field = await OpcuaField.start();
    analog(field, 'Supply', 71.3, {
      low: -20, high: 140, code: 'CEL', text: 'degree Celsius', description: 'Supply of boiler 1',
    }); // prettier-ignore
    field.variable('Running', 'Boolean', { dataType: 'Boolean', value: true });
    field.variable('Name', 'String', { dataType: 'String', value: 'Boiler 1' });
    field.variable('Wave', 'Double', { dataType: 'Double', arrayType: 1, value: new Float64Array(5000) }, {
      valueRank: 1,
      arrayDimensions: [5000],
    }); // prettier-ignore
    field.variable(
      'Count',
      'UInt32',
      { dataType: 'UInt32', value: 7 },
      {
        accessLevel: 'CurrentRead',
      },
    );
    field.variable('Hidden', 'Double', { dataType: 'Double', value: 1 }, {
      accessLevel: 'CurrentRead', userAccessLevel: 0,
    }); // prettier-ignore
    folderOf(field, 'Many', 25);
  });
  beforeEach(() => {
    spec = opcuaSpec(() => Promise.resolve(pki));
    config = spec.config.parse({ endpoint: field.url });
  });
  afterEach(() => spec.close());
  after(async () => {
    await field.stop();
    await pki.remove();
  });

  const browse = (question: object = {}): Promise<BrowsePage> =>
    spec.browse(config, context, { limit: 200, ...question });
  const named = async (name: string): Promise<BrowsedNode> => {
    const found = (await browse({ nodeId: PLANT })).items.find(({ browseName }) => browseName === name);
    assert.ok(found, name);
    return found;
  };
  const sessions = (): number => field.server.engine.currentSessionCount;

  it('begins at the objects, and names nodes by the URI of their namespace', async () => {
    const { items } = await browse();
    const plant = items.find(({ browseName }) => browseName === 'Plant');
    assert.equal(plant?.nodeId, PLANT);
    assert.deepEqual([plant.nodeClass, plant.hasChildren], ['object', true]);
    const server = items.find(({ browseName }) => browseName === 'Server');
    assert.equal(server?.nodeId, 'i=2253', 'namespace 0 needs none');
  });

  it('says what a variable is: type, value, and what may be done with it', async () => {
    assert.deepEqual(await named('Supply'), {
      nodeId: 'nsu=urn:test:plant;s=Supply',
      browseName: 'Supply',
      displayName: 'Supply',
      nodeClass: 'variable',
      hasChildren: false,
      dataType: 'Double',
      valueRank: -1,
      readable: true,
      writable: true,
      historizing: false,
      value: '71.3',
    });
    const { writable, dataType } = await named('Count');
    assert.deepEqual([writable, dataType], [false, 'UInt32']);
    assert.equal((await named('Wave')).value, '[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, …]', 'only its beginning');
    const hidden = await named('Hidden');
    assert.deepEqual([hidden.readable, hidden.value], [false, undefined]);
    const properties = await browse({ nodeId: 'nsu=urn:test:plant;s=Supply' });
    assert.ok(properties.items.some(({ browseName }) => browseName === 'EURange'));
  });

  it('gives a long list in pages, each node once and in order, also where the server forgot the place', async () => {
    const all = (await browse({ nodeId: 'nsu=urn:test:plant;s=Many' })).items.map(({ nodeId }) => nodeId);
    assert.equal(all.length, 25);
    const paged: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page === 0 || cursor !== undefined; page++) {
      const { items, nextCursor } = await browse({
        limit: 10,
        ...(cursor === undefined ? { nodeId: 'nsu=urn:test:plant;s=Many' } : { cursor }),
      });
      paged.push(...items.map(({ nodeId }) => nodeId));
      cursor = nextCursor;
      // A new session knows nothing of the old one’s continuation points.
      if (page === 0) await spec.close();
    }
    assert.deepEqual(paged, all);
  });

  it('gives continuation points back that nobody goes on with', async () => {
    const open = (): number =>
      sessionsOf(field).reduce((sum, { continuationPointManager: { _map } }) => sum + _map.size, 0);
    for (let i = 0; i < 12; i++) await browse({ nodeId: 'nsu=urn:test:plant;s=Many', limit: 10 });
    assert.ok(open() > 0 && open() <= 5, `${open()} open`);
  });

  const refused: [string, object, RegExp][] = [
    ['a node that is not there', { nodeId: 'nsu=urn:test:plant;s=Nowhere' }, /no such node/],
    ['a namespace that is not there', { nodeId: 'nsu=urn:nobody;s=Plant' }, /no namespace urn:nobody/],
    ['what is no node id', { nodeId: 'ns=x' }, /not valid/],
    ['a cursor of somebody else', { cursor: 'abc' }, /cursor/],
  ];
  for (const [what, question, words] of refused)
    it(`refuses ${what}, and names the field`, async () => {
      await assert.rejects(browse(question), { code: 'invalid', message: words });
      assert.ok((await browse()).items.length > 0, 'the session goes on');
    });

  it('says in one sentence why a server cannot be browsed, and where an unknown certificate is approved', async () => {
    config = spec.config.parse({ endpoint: `opc.tcp://127.0.0.1:${await freePort()}` });
    await assert.rejects(browse(), { code: 'unavailable', message: /cannot be browsed: .*127\.0\.0\.1/ });
    const strict = await testPki('strict');
    const careful = opcuaSpec(() => Promise.resolve(strict));
    try {
      config = careful.config.parse({ endpoint: field.url });
      await assert.rejects(careful.browse(config, context, { limit: 1 }), {
        code: 'unavailable',
        message: /not trusted/,
        advice: /OPC UA certificates/,
      });
      const { ok, answer } = await careful.test(config, context);
      assert.ok(!ok);
      assert.match(answer, /not trusted.*OPC UA certificates/);
    } finally {
      await careful.close();
      await strict.remove();
    }
  });

  it('shares a session among questions, and closes it after a minute without one', async () => {
    const clock = new FakeClock();
    const before = sessions();
    const ask = () => spec.browse(config, { ...context, clock }, { limit: 1 });
    await Promise.all([ask(), ask(), ask()]);
    assert.equal(sessions(), before + 1);
    clock.advance(59_000);
    await ask();
    clock.advance(59_000);
    await ask();
    assert.equal(sessions(), before + 1, 'each question puts the end off');
    clock.advance(61_000);
    const deadline = Date.now() + 40_000;
    while (sessions() > before && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
    assert.equal(sessions(), before);
  });

  it('opens a session anew where the server has ended the old one', async () => {
    await browse();
    for (const { authenticationToken } of sessionsOf(field))
      field.server.engine.closeSession(authenticationToken, true, 'Terminated');
    assert.ok((await browse()).items.length > 0);
  });

  it('has eight sessions at most: the one asked longest ago makes room', async () => {
    const before = sessions();
    for (let i = 0; i < 10; i++)
      await spec.browse({ ...config, publishingIntervalMs: 100 + i }, context, { limit: 1 });
    const deadline = Date.now() + 40_000;
    while (sessions() > before + 8 && Date.now() < deadline)
      await new Promise((done) => setTimeout(done, 20));
    assert.equal(sessions(), before + 8);
  });

  describe('describes nodes for sensors', () => {
    const describeOne = async (nodeId: string, path?: string): Promise<NodeDescription> => {
      const [one] = await spec.describe(config, context, [{ nodeId, path }]);
      assert.ok(one && !('fault' in one), JSON.stringify(one));
      return one;
    };
    const faultOf = async (nodeId: string, path?: string): Promise<string> => {
      const [one] = await spec.describe(config, context, [{ nodeId, path }]);
      assert.ok(one && 'fault' in one, JSON.stringify(one));
      return one.fault;
    };
    const at = (name: string): string => `nsu=urn:test:plant;s=${name}`;

    it('with unit, range, quantity and description as the server has them', async () => {
      assert.deepEqual(await describeOne(at('Supply')), {
        nodeId: at('Supply'),
        name: 'Supply',
        description: 'Supply of boiler 1',
        type: 'number',
        quantity: 'temperature',
        uom: '°C',
        decimals: 1,
        rangeLow: -20,
        rangeHigh: 140,
        settings: { nodeId: at('Supply') },
      });
      const { uom, quantity } = await describeOne(at('Running'));
      assert.deepEqual([uom, quantity, (await describeOne(at('Running'))).type], ['', 'state', 'boolean']);
      assert.equal((await describeOne(at('Name'))).type, 'text');
      assert.equal((await describeOne(at('Count'))).decimals, 0, 'a whole number has none');
    });

    it('also by another way to write the node id, and parts of values', async () => {
      const index = field.namespace.index;
      const settings = { nodeId: at('Wave'), path: '[3]' };
      assert.deepEqual((await describeOne(`ns=${index};s=Wave`, '[3]')).settings, settings);
      assert.equal((await describeOne(at('Wave'), '[3]')).name, 'Wave [3]');
    });

    it('each with its own fault', async () => {
      assert.match(await faultOf(at('Wave')), /is an array/);
      assert.match(await faultOf(at('Plant')), /no variable/);
      assert.match(await faultOf(at('Nowhere')), /no such node/);
      assert.match(await faultOf('nsu=urn:nobody;s=x'), /no namespace/);
      assert.match(await faultOf(at('Hidden')), /cannot be read/);
      assert.match(await faultOf(at('Supply'), 'X.'), /^path /);
    });
  });

  describe('with 100,000 nodes', function () {
    this.timeout(180_000);
    const FOLDERS = 100;

    before(() => {
      for (let i = 0; i < FOLDERS; i++) folderOf(field, `Area ${i}`, 1000);
    });

    const searched = async (text: string, steps = Infinity): Promise<SearchAnswer[]> => {
      const answers = [await spec.search(config, context, { text })];
      for (let cursor = answers[0]?.cursor; cursor && answers.length < steps; cursor = answers.at(-1)?.cursor)
        answers.push(await spec.search(config, context, { cursor }));
      return answers;
    };

    it('opens a level of 1,000 in less than a second, and holds nothing of it', async () => {
      await browse();
      const collect = (): number => {
        gc();
        return process.memoryUsage().heapUsed;
      };
      const times: number[] = [];
      let begin = 0;
      for (let i = 0; i < 60; i++) {
        const began = performance.now();
        const { items } = await browse({ nodeId: `nsu=urn:test:plant;s=Area ${i}`, limit: 1000 });
        times.push(performance.now() - began);
        assert.equal(items.length, 1000);
        if (i === 9) begin = collect();
      }
      const median = times.sort((a, b) => a - b)[30] ?? Infinity;
      assert.ok(median < 1000, `${Math.round(median)} ms`);
      const grown = (collect() - begin) / 2 ** 20;
      assert.ok(grown < 20, `${grown.toFixed(1)} MiB more after 50 levels`);
    });

    it('is searched in steps, each soon, until enough is found', async () => {
      const answers = await searched('tag 77');
      const last = answers.at(-1);
      assert.equal(last?.ended, 'too-many-found');
      const items = answers.flatMap((answer) => answer.items);
      assert.equal(items.length, 200);
      assert.ok(items.every(({ browseName }) => browseName.startsWith('Tag 77')));
      const { path, nodeId } = items[0] ?? { path: [], nodeId: '' };
      assert.deepEqual(path, ['Plant', /s=(.*)\./.exec(nodeId)?.[1]]);
    });

    it('ends a search that finds nothing at its bound of nodes', async () => {
      const answers = await searched('no such thing');
      assert.equal(answers.at(-1)?.ended, 'too-many-nodes');
      assert.ok((answers.at(-1)?.seen ?? 0) < 102_000);
      assert.ok(answers.length > 1, 'people see that it goes on');
    });

    it('goes on with nothing that nobody asks for, and refuses what it has forgotten', async () => {
      const [first] = await searched('no such thing', 1);
      assert.ok(first?.cursor);
      const seen = first.seen;
      const next = await spec.search(config, context, { cursor: first.cursor });
      assert.ok(next.seen > seen);
      await assert.rejects(spec.search(config, context, { cursor: first.cursor }), {
        code: 'invalid',
        field: 'cursor',
      });
      await assert.rejects(spec.search(config, context, { text: 'x' }), { field: 'text' });
    });
  });
});
