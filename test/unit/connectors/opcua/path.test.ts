import assert from 'node:assert/strict';
import { follow, parsePath, type Step } from '../../../../lib/connectors/opcua/path';

const steps = (text: string): readonly Step[] => {
  const path = parsePath(text);
  assert.ok('steps' in path, JSON.stringify(path));
  return path.steps;
};

describe('The path of a part of a value', () => {
  for (const [text, is] of [
    ['', []],
    ['Position', [{ field: 'Position' }]],
    ['Position.X', [{ field: 'Position' }, { field: 'X' }]],
    ['[3]', [{ index: 3 }]],
    ['Limits[0].High', [{ field: 'Limits' }, { index: 0 }, { field: 'High' }]],
    ['[1][2]', [{ index: 1 }, { index: 2 }]],
    ['Motor speed', [{ field: 'Motor speed' }]],
  ] as const)
    it(`is read from "${text}"`, () => {
      assert.deepEqual(steps(text), is);
    });

  for (const text of ['.X', 'X.', 'X..Y', '[x]', '[-1]', '[1', 'X]', '[1]Y', '9X', '[12345678901]'])
    it(`is refused where it is wrong: "${text}"`, () => {
      assert.ok('fault' in parsePath(text));
    });

  it('is followed through structures, whose fields the library writes small, and arrays of any kind', () => {
    const value = { position: { x: 1.5 }, limits: [{ high: 9 }], Raw: new Float32Array([1, 2]) };
    assert.equal(follow(value, steps('Position.X')), 1.5);
    assert.equal(follow(value, steps('Limits[0].High')), 9);
    assert.equal(follow(value, steps('Raw[1]')), 2);
  });

  it('leads to nothing where there is no such part', () => {
    for (const text of ['Nothing', 'position.x.y', 'limits[4]', 'limits[0].low'])
      assert.equal(follow({ position: { x: 1 }, limits: [{}] }, steps(text)), undefined);
    assert.equal(follow(null, steps('X')), undefined);
  });
});
