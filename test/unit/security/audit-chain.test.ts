import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { AuditChain, ERASURE, type Anchor } from '../../../lib/security/audit-chain';
import type { ChainedEntry } from '../../../lib/tenancy/audit';

const NOTED = '2026-11-27T00:00:00.000Z';

type Written = Pick<ChainedEntry, 'actor' | 'action' | 'target' | 'from' | 'detail'>;

const sha = (hex: string, text: string): string =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(text)]))
    .digest('hex');
const told = (text: string | null): string => (text === null ? '-' : `${Buffer.from(text).length}:${text}`);
const held = ({ actor, target, from, detail }: Written, salt: string): string =>
  sha(salt, [actor, target, from, detail].map(told).join(''));

/** As the database writes it. */
function chainOf(written: readonly Written[], chain = 7): ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  for (const [i, given] of written.entries()) {
    const salt = sha('', `salt ${i}`).slice(0, 32);
    const content = held(given, salt);
    const seq = i + 1;
    const at = String(1_795_770_000_000_000 + i);
    const text = `${chain}|${seq}|${at}|${told(given.action)}2:ok${content}`;
    const hash = sha(entries.at(-1)?.hash ?? '', text);
    entries.push({ ...given, chain, seq, at, outcome: 'ok', erased: false, salt, content, hash });
  }
  return entries;
}

const entry = (actor: string, action = 'unit:update', detail: string | null = null): Written => ({
  actor,
  action,
  target: 'boiler-1',
  from: '192.0.2.7',
  detail,
});

function check(entries: readonly ChainedEntry[], anchors: readonly Anchor[] = []) {
  const chain = new AuditChain(anchors);
  for (const one of entries) chain.add(one);
  return chain.report();
}

const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { nil: null });
const written = fc.array(
  fc.record({ actor: fc.string({ maxLength: 8 }), action: fc.string({ minLength: 1, maxLength: 8 }), target: text, from: text, detail: fc.constantFrom(null, '{"a": 1}') }), // prettier-ignore
  { minLength: 1, maxLength: 12 },
);

describe('the chain of the audit log', () => {
  it('is whole as it was written, and says where it ends', () => {
    fc.assert(
      fc.property(written, (given) => {
        const entries = chainOf(given);
        const { intact, head, entries: count } = check(entries);
        assert.equal(intact, true);
        assert.equal(count, given.length);
        assert.deepEqual(head, { seq: given.length, hash: entries.at(-1)?.hash });
      }),
    );
  });

  it('is whole when nothing was written yet', () => {
    assert.deepEqual(check([]), { intact: true, entries: 0, erased: 0, anchors: 0 });
  });

  it('shows the first entry in which anything was changed', () => {
    const fields = [
      'actor',
      'action',
      'target',
      'from',
      'detail',
      'outcome',
      'at',
      'hash',
      'content',
    ] as const;
    fc.assert(
      fc.property(written, fc.nat(), fc.constantFrom(...fields), (given, n, field) => {
        const entries = chainOf(given);
        const at = n % entries.length;
        const before = entries[at] as ChainedEntry;
        const changed = { ...before, [field]: field === 'hash' || field === 'content' ? sha('', 'x') : `${before[field]}x` };
        const { intact, broken } = check(entries.with(at, changed));
        assert.equal(intact, false);
        assert.equal(broken?.seq, at + 1);
      }),
    ); // prettier-ignore
  });

  it('shows an entry that was taken out, put in, or exchanged with another', () => {
    const entries = chainOf(['ada', 'bo', 'cy', 'di'].map((name) => entry(name)));
    const [first, second, third, fourth] = entries as [
      ChainedEntry,
      ChainedEntry,
      ChainedEntry,
      ChainedEntry,
    ];
    assert.deepEqual(check([first, third, fourth]).broken, { seq: 2, reason: 'This entry is missing.' });
    assert.equal(check([second, third]).broken?.seq, 1);
    assert.equal(check([first, second, second, third]).broken?.seq, 3);
    assert.equal(check([first, { ...third, seq: 2 }, { ...second, seq: 3 }, fourth]).broken?.seq, 2);
  });

  it('of another tenant does not pass for this one', () => {
    const [first] = chainOf([entry('ada')], 7) as [ChainedEntry];
    assert.equal(check([{ ...first, chain: 8 }]).broken?.seq, 1);
  });

  it('whose end was cut off is whole by itself, and is found by what was noted of it', () => {
    const entries = chainOf(['ada', 'bo', 'cy'].map((name) => entry(name)));
    const anchor = { seq: 3, hash: entries[2]?.hash ?? '', at: NOTED };
    assert.equal(check(entries.slice(0, 2)).intact, true);
    assert.deepEqual(check(entries.slice(0, 2), [anchor]).broken, {
      seq: 3,
      reason: `The chain ends here, but on ${NOTED} it had 3 entries: its end was cut off.`,
    });
    assert.deepEqual([check(entries, [anchor]).intact, check(entries, [anchor]).anchors], [true, 1]);
  });

  it('that was written anew from some entry on is found by what was noted of it', () => {
    const noted = chainOf(['ada', 'bo', 'cy'].map((name) => entry(name)))[1]?.hash ?? '';
    const anew = chainOf(['ada', 'eve', 'cy'].map((name) => entry(name)));
    assert.equal(check(anew).intact, true);
    assert.equal(check(anew, [{ seq: 2, hash: noted, at: NOTED }]).broken?.seq, 2);
  });

  describe('with a name taken out', () => {
    const entries = chainOf([entry('ada'), entry('bo'), entry('ada', 'session:login')]);
    const erased = (one: ChainedEntry): ChainedEntry => ({
      ...one,
      actor: 'person-1a2b',
      from: null,
      salt: null,
      erased: true,
    });
    const account = (ones: readonly ChainedEntry[]): string =>
      JSON.stringify({ entries: ones.map((one) => [one.seq, held(one, '')]) });
    const after = (accounted: readonly ChainedEntry[]): ChainedEntry[] => {
      const whole = chainOf([
        entry('ada'),
        entry('bo'),
        entry('ada', 'session:login'),
        entry('person-1a2b', ERASURE, account(accounted)),
      ]);
      return whole.map((one) => (one.actor === 'ada' ? erased(one) : one));
    }; // prettier-ignore
    const gone = entries.filter(({ actor }) => actor === 'ada').map(erased);

    it('stays whole, and says in how many entries', () => {
      const report = check(after(gone));
      assert.deepEqual([report.intact, report.erased], [true, 2]);
    });

    it('is broken where no erasure accounts for it', () => {
      assert.equal(check(after(gone.slice(0, 1))).broken?.seq, 3);
      assert.equal(check(after(gone).slice(0, 3)).broken?.seq, 1);
    });

    it('is broken where such an entry holds something else again', () => {
      const [first, ...rest] = after(gone) as [ChainedEntry, ...ChainedEntry[]];
      assert.equal(check([{ ...first, actor: 'person-9z' }, ...rest]).broken?.seq, 1);
    });

    it('is broken where more than the texts was changed', () => {
      const [first, ...rest] = after(gone) as [ChainedEntry, ...ChainedEntry[]];
      assert.equal(check([{ ...first, action: 'unit:read' }, ...rest]).broken?.seq, 1);
    });
  });
});
