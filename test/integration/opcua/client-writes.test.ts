import assert from 'node:assert/strict';
import { link } from '../../contract/collector';
import { ClientBench } from './client-bench';

describe('An OPC UA client writes', function () {
  this.timeout(60_000);
  const bench = new ClientBench();

  it('and reads back, scaled the other way', async () => {
    const { name, node } = bench.variable('Int16', 100);
    const one = bench.client({ [name]: { scale: 0.1 } });
    await one.reading(name);
    const outcome = await one.command(name, 25.5);
    assert.deepEqual(outcome, { outcome: 'verified', detail: `nsu=urn:test:plant;s=${name} was written and read back.`, readBack: 25.5 }); // prettier-ignore
    assert.equal(node.readValue().value.value, 255);
  });

  for (const [type, before_, value, written] of [
    ['Boolean', false, true, true],
    ['Float', 0, 0.1, Math.fround(0.1)],
    ['Int64', [0, 0], -2, [0xffffffff, 0xfffffffe]],
    ['String', 'a', 'b', 'b'],
    ['LocalizedText', { text: 'a' }, 'b', { text: 'b' }],
  ] as const)
    it(`a ${type}`, async () => {
      const { name, node } = bench.variable(type, before_);
      const one = bench.client({ [name]: {} });
      await one.reading(name);
      const { outcome, detail } = await one.command(name, value);
      assert.equal(outcome, 'verified', detail);
      const found = node.readValue().value.value as { text?: string };
      assert.deepEqual(type === 'LocalizedText' ? { text: found.text } : found, written);
    });

  const refused: [what: string, type: string, value: number | boolean | string, says: RegExp][] = [
    ['true to a number', 'Double', true, /is Double: the value must not be true or false/],
    ['a text to a number', 'Double', 'x', /is Double: the value must not be a text/],
    ['2 to a Boolean', 'Boolean', 2, /must be true or false/],
    ['300 to a Byte', 'Byte', 300, /as Byte it would be 300/],
    ['1e300 to a Float', 'Float', 1e300, /does not fit a Float/],
  ];
  for (const [what, type, value, says] of refused)
    it(`nothing where the type does not fit: ${what}`, async () => {
      const { name } = bench.variable(type, type === 'Boolean' ? false : 0);
      const one = bench.client({ [name]: {} });
      await one.reading(name);
      const { outcome, detail } = await one.command(name, value);
      assert.equal(outcome, 'rejected');
      assert.match(detail, says);
    });

  it('and says what the server refuses', async () => {
    const { name } = bench.variable('Double', 1, {
      accessLevel: 'CurrentRead',
      userAccessLevel: 'CurrentRead',
    });
    const one = bench.client({ [name]: {}, missing: {} });
    await one.reading(name);
    const readOnly = await one.command(name, 2);
    assert.equal(readOnly.outcome, 'rejected');
    assert.match(readOnly.detail, /cannot be written|not let this user/);
    assert.match((await one.command('missing', 2)).detail, /no such node/);
  });

  it('and reads at once what it is asked for, each with what is wrong with it', async () => {
    const { name } = bench.variable('Int16', 713);
    const one = bench.client({
      [name]: { scale: 0.1 },
      missing: {},
      foreign: { nodeId: 'nsu=urn:nobody;s=x' },
    });
    await one.reading(name);
    const [found, missing, foreign] = (await one.connector.readNow?.([...one.points.values()], 5000)) ?? [];
    assert.deepEqual([Math.round(Number(found?.value) * 10), found?.quality], [713, 'good']);
    assert.match(missing?.fault ?? '', /no such node/);
    assert.ok(foreign?.fault, 'a namespace that the server does not have');
  });

  it('and does not guess when nobody answers', async () => {
    const { name, node } = bench.variable('Double', 1);
    const one = bench.client({ [name]: {} });
    await one.reading(name);
    const original = node.writeAttribute.bind(node);
    (node as { writeAttribute: unknown }).writeAttribute = () => new Promise(() => undefined);
    const { outcome, detail } = await one.command(name, 2, true, 300);
    (node as { writeAttribute: unknown }).writeAttribute = original;
    assert.equal(outcome, 'timed-out');
    assert.match(detail, /nobody confirmed it .*: whether the server has it is unknown/);
  });

  describe('by a method', () => {
    const method = (name: string, types: string[], run: (value: unknown) => string): object => {
      const { opcua, namespace, objects } = bench.field;
      const made = namespace.addMethod(objects, {
        browseName: name,
        nodeId: `s=${name}`,
        inputArguments: types.map((type, i) => ({
          name: `in${i}`,
          dataType: opcua.DataType[type as 'Double'],
        })),
        outputArguments: [],
      });
      made.bindMethod((args, _context, callback) =>
        callback(null, {
          statusCode: opcua.StatusCodes[run(args[0]?.value) as 'Good'],
          outputArguments: [],
        }),
      );
      return { methodId: `nsu=urn:test:plant;s=${name}`, methodObjectId: 'nsu=urn:test:plant;s=Plant' };
    };

    it('with the value as its argument, and tells what the variable says afterwards', async () => {
      const { name, set } = bench.variable('Double', 1);
      const by = method('set-point', ['Float'], (value) => {
        set(value);
        return 'Good';
      });
      const one = bench.client({ [name]: by });
      await one.reading(name);
      assert.deepEqual(await one.command(name, 4.5), {
        outcome: 'accepted',
        detail: `The server called nsu=urn:test:plant;s=set-point; nsu=urn:test:plant;s=${name} reads 4.5.`,
        readBack: 4.5,
      });
    });

    it('without an argument where it takes none, called by true alone', async () => {
      let runs = 0;
      const { name } = bench.variable('Boolean', false);
      const one = bench.client({ [name]: method('reset', [], () => (runs++, 'Good')) });
      await one.reading(name);
      assert.equal((await one.command(name, false)).outcome, 'rejected');
      assert.equal((await one.command(name, true, false)).outcome, 'accepted');
      assert.equal(runs, 1);
    });

    it('and says what does not fit, and what the server refuses', async () => {
      const { name } = bench.variable('Double', 1);
      const one = bench.client({
        [name]: method('two', ['Double', 'Double'], () => 'Good'),
        refused: {
          nodeId: `nsu=urn:test:plant;s=${name}`,
          ...method('refusing', ['Double'], () => 'BadOutOfRange'),
        },
        typed: { nodeId: `nsu=urn:test:plant;s=${name}`, ...method('typed', ['Byte'], () => 'Good') },
        missing: {
          nodeId: `nsu=urn:test:plant;s=${name}`,
          methodId: 'nsu=urn:test:plant;s=nowhere',
          methodObjectId: 'nsu=urn:test:plant;s=Plant',
        },
      });
      await one.reading(name);
      assert.match((await one.command(name, 1)).detail, /takes 2 arguments, and a command has one value/);
      assert.match((await one.command('typed', 300)).detail, /as Byte it would be 300/);
      const refusal = await one.command('refused', 1);
      assert.equal(refusal.outcome, 'rejected');
      assert.match(refusal.detail, /refused to call .*out of the range/);
      assert.notEqual((await one.command('missing', 1)).outcome, 'accepted');
    });
  });

  it('nothing while there is no connection, and says so', async () => {
    const one = bench.client({ x: {} }, { endpoint: 'opc.tcp://127.0.0.1:1' });
    await link(one.connector, 'error');
    const { outcome, detail } = await one.command('x', 1);
    assert.equal(outcome, 'failed');
    assert.match(detail, /was not sent: nothing answers at opc\.tcp:\/\/127\.0\.0\.1:1/);
  });
});
