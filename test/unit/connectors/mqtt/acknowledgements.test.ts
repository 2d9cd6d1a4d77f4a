import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { Acknowledgements, type Wire } from '../../../../lib/connectors/mqtt/acknowledgements';

/** A connection that keeps each write apart. */
function keepingWire(): { wire: Wire; writes: number[][] } {
  const writes: number[][] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      writes.push([...chunk]);
      done();
    },
  });
  return { wire: { stream }, writes };
}

describe('MQTT acknowledgements', () => {
  let turns: (() => void)[];
  let acknowledgements: Acknowledgements;
  const endTurn = (): void => turns.splice(0).forEach((run) => run());

  beforeEach(() => {
    turns = [];
    acknowledgements = new Acknowledgements((run) => turns.push(run));
  });

  it('are PUBACKs of MQTT 3.1.1 §3.4, all of a turn in one write, in order', () => {
    const { wire, writes } = keepingWire();
    for (const id of [1, 0x1234, 65_535]) acknowledgements.confirm(wire, id);
    assert.deepEqual(writes, [], 'not before the end of the turn');
    assert.equal(turns.length, 1, 'the turn is asked for once');
    endTurn();
    assert.deepEqual(writes, [[0x40, 2, 0, 1, 0x40, 2, 0x12, 0x34, 0x40, 2, 0xff, 0xff]]);
  });

  it('go each to the connection that its message came by', () => {
    const [one, other] = [keepingWire(), keepingWire()];
    acknowledgements.confirm(one.wire, 7);
    acknowledgements.confirm(other.wire, 7);
    acknowledgements.confirm(one.wire, 8);
    endTurn();
    assert.deepEqual(one.writes, [[0x40, 2, 0, 7, 0x40, 2, 0, 8]]);
    assert.deepEqual(other.writes, [[0x40, 2, 0, 7]]);
  });

  it('are not sent on a connection that is gone, nor on its successor', () => {
    const [gone, next] = [keepingWire(), keepingWire()];
    acknowledgements.confirm(gone.wire, 1);
    gone.wire.stream.destroy();
    acknowledgements.confirm(next.wire, 2);
    endTurn();
    assert.deepEqual([gone.writes, next.writes], [[], [[0x40, 2, 0, 2]]]);
  });

  it('are not sent on a connection that has been ended', () => {
    const { wire, writes } = keepingWire();
    wire.stream.end();
    acknowledgements.confirm(wire, 1);
    endTurn();
    assert.deepEqual(writes, []);
  });

  it('may be sent at once, and then not again at the end of the turn', () => {
    const { wire, writes } = keepingWire();
    acknowledgements.confirm(wire, 1);
    acknowledgements.flush();
    endTurn();
    assert.deepEqual(writes, [[0x40, 2, 0, 1]]);
    acknowledgements.confirm(wire, 2);
    endTurn();
    assert.equal(writes.length, 2);
  });
});
