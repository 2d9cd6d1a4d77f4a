import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FairLine } from '../../../lib/core/fair-line';

const OWNERS = ['aqua', 'borealis', 'cedar'] as const;

describe('A fair line', () => {
  const drain = (line: FairLine<string>): string[] => {
    const taken: string[] = [];
    for (let owner = line.turn(); owner !== undefined; owner = line.turn())
      taken.push(line.take(owner) as string);
    return taken;
  };

  it('serves one of each owner in turn, however long one’s line is', () => {
    const line = new FairLine<string>();
    for (const item of ['a1', 'a2', 'a3', 'a4']) line.push('aqua', item);
    line.push('borealis', 'b1');
    line.push('borealis', 'b2');
    line.push('cedar', 'c1');
    assert.deepEqual(drain(line), ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
    assert.equal(line.size, 0);
  });

  it('lets urgent items go first, but a patient one is next after four of them', () => {
    const line = new FairLine<string>();
    line.push('aqua', 'patient', true);
    for (const item of ['1', '2', '3', '4', '5', '6']) line.push('aqua', item);
    assert.deepEqual(drain(line), ['1', '2', '3', '4', 'patient', '5', '6']);
  });

  it('asks who may: the lowest rank first, and nobody without one', () => {
    const line = new FairLine<string>();
    for (const owner of OWNERS) line.push(owner, owner);
    assert.equal(
      line.turn((owner) => ({ aqua: 2, borealis: 1, cedar: 1 })[owner]),
      'borealis',
    );
    assert.equal(
      line.turn(() => undefined),
      undefined,
    );
  });

  it('says whose line is longest, and who could go from there', () => {
    const line = new FairLine<string>();
    assert.deepEqual([line.longest(), line.last('aqua'), line.peek('aqua'), line.take('aqua')], [
      undefined,
      undefined,
      undefined,
      undefined,
    ]); // prettier-ignore
    line.push('borealis', 'b');
    for (const item of ['a1', 'a2']) line.push('aqua', item);
    assert.deepEqual([line.longest(), line.last('aqua'), line.sizeOf('aqua')], ['aqua', 'a2', 2]);
    line.push('aqua', 'patient', true);
    assert.equal(line.last('aqua'), 'patient');
    assert.equal(line.delete('aqua', 'a1'), true);
    assert.equal(line.delete('aqua', 'a1'), false);
    assert.equal(line.delete('nobody', 'a1'), false);
    assert.deepEqual([...line.items()], ['b', 'a2', 'patient']);
  });

  /** What happens to a line: somebody comes, leaves before the turn, or the next is served. */
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('push' as const),
      owner: fc.constantFrom(...OWNERS),
      patient: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('leave' as const), pick: fc.nat(20) }),
    fc.record({ kind: fc.constant('serve' as const) }),
  );

  it('starves nobody, loses nothing, and keeps the order of each owner', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const line = new FairLine<number>();
        const waiting: { item: number; owner: string; patient: boolean }[] = [];
        /** Turns of others since an owner that waits was served. */
        const passedOver = new Map<string, number>();
        const serve = (): void => {
          const owner = line.turn();
          assert.equal(owner === undefined, waiting.length === 0, 'whoever waits is served');
          if (owner === undefined) return;
          const item = line.take(owner);
          const at = waiting.findIndex((one) => one.item === item);
          const [served] = waiting.splice(at, 1);
          assert.equal(served?.owner, owner);
          const before = waiting.find((one) => one.owner === owner && one.patient === served.patient);
          assert.ok(before === undefined || before.item > served.item, 'in the order in which they came');
          passedOver.delete(owner);
          for (const other of new Set(waiting.map((one) => one.owner))) {
            if (other === owner) continue;
            passedOver.set(other, (passedOver.get(other) ?? 0) + 1);
            assert.ok((passedOver.get(other) ?? 0) < OWNERS.length, `${other} is passed over`);
          }
        };
        for (const [item, one] of steps.entries())
          if (one.kind === 'push') {
            line.push(one.owner, item, one.patient);
            waiting.push({ item, owner: one.owner, patient: one.patient });
          } else if (one.kind === 'serve') serve();
          else {
            const [left] = waiting.splice(one.pick, 1);
            if (!left) continue;
            assert.equal(line.delete(left.owner, left.item), true);
            if (line.sizeOf(left.owner) === 0) passedOver.delete(left.owner);
          }
        assert.equal(line.size, waiting.length);
        while (waiting.length > 0) serve();
        assert.equal(line.turn(), undefined);
      }),
    );
  });
});
