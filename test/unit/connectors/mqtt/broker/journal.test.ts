import assert from 'node:assert/strict';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../../../../lib/connectors/mqtt/broker/journal';
import { removeFolders, temporaryFolder } from '../../../telemetry/fixture';

const KEEP = 'insert into subscriptions values (?, ?, ?)';
const clients = (journal: Journal): string[] =>
  journal
    .all<{ client: string }>('select client from subscriptions order by client')
    .map(({ client }) => client);

describe('the journal of the embedded broker', () => {
  let folder: string;
  let turns: (() => void)[];
  const opened: Journal[] = [];
  const open = (): Journal => {
    const journal = new Journal(folder, (run) => turns.push(run));
    opened.push(journal);
    return journal;
  };
  const endTurn = (): void => turns.splice(0).forEach((run) => run());
  /** Without a close: what a crash leaves. */
  const afterCrash = (): Journal => {
    turns = [];
    return open();
  };

  beforeEach(() => {
    folder = temporaryFolder();
    turns = [];
  });
  afterEach(() => opened.splice(0).forEach((journal) => journal.close()));
  after(removeFolders);

  it('has on disk what it said is committed, and nothing of a turn that did not end', async () => {
    const journal = open();
    journal.run(KEEP, 'a', 'x', '{}');
    const committed = journal.committed();
    endTurn();
    await committed;
    journal.run(KEEP, 'b', 'x', '{}');
    assert.deepEqual(clients(afterCrash()), ['a']);
  });

  it('commits what was asked for in one turn together, in order', async () => {
    const journal = open();
    journal.run(KEEP, 'a', 'x', '{}');
    journal.run('delete from subscriptions where client = ?', 'a');
    journal.run(KEEP, 'b', 'x', '{}');
    assert.equal(turns.length, 1, 'one commit');
    assert.deepEqual(clients(journal), [], 'nothing before the end of the turn');
    endTurn();
    await Promise.resolve();
    assert.deepEqual(clients(journal), ['b']);
  });

  it('takes nothing of a turn in which something fails, tells all who wait, and goes on', async () => {
    const journal = open();
    journal.run(KEEP, 'a', 'x', '{}');
    journal.run(KEEP, 'a', 'x', 'the same key again');
    const waiting = [journal.committed(), journal.committed()];
    endTurn();
    for (const each of waiting) await assert.rejects(each, /UNIQUE/);
    assert.deepEqual(clients(journal), []);
    journal.run(KEEP, 'b', 'x', '{}');
    const committed = journal.committed();
    endTurn();
    await committed;
    assert.deepEqual(clients(journal), ['b']);
  });

  it('resolves for who waits although there is nothing to commit', async () => {
    const committed = open().committed();
    endTurn();
    await committed;
  });

  it('commits what waits when it is closed', () => {
    const journal = open();
    journal.run(KEEP, 'a', 'x', '{}');
    journal.close();
    opened.length = 0;
    assert.deepEqual(clients(afterCrash()), ['a']);
  });

  it('takes nothing that comes behind its close, and tells who waits for it', async () => {
    const journal = open();
    journal.run(KEEP, 'a', 'x', '{}');
    endTurn();
    journal.close();
    journal.run(KEEP, 'b', 'x', '{}');
    const committed = journal.committed();
    endTurn();
    await assert.rejects(committed, { code: 'unavailable' });
    assert.deepEqual(clients(afterCrash()), ['a']);
  });

  it('keeps payloads byte by byte', async () => {
    const journal = open();
    const payload = Buffer.from([0, 255, 39, 10]);
    journal.run('insert into retained values (?, ?, ?)', "it's/a topic", '{}', payload);
    const committed = journal.committed();
    endTurn();
    await committed;
    const [row] = afterCrash().all<{ topic: string; payload: Uint8Array }>(
      'select topic, payload from retained',
    );
    assert.equal(row?.topic, "it's/a topic");
    assert.deepEqual(Buffer.from(row.payload), payload);
  });

  it('is in a folder that nobody else can enter', () => {
    folder = join(folder, 'broker');
    open();
    assert.equal(statSync(folder).mode & 0o077, 0);
    assert.ok(readdirSync(folder).includes('broker.sqlite'));
  });

  for (const [what, spoil] of [
    ['is no database', () => writeFileSync(join(folder, 'broker.sqlite'), 'x'.repeat(5000))],
    [
      'has no folder',
      () => (writeFileSync(join(folder, 'file'), ''), (folder = join(folder, 'file', 'broker'))),
    ],
  ] as const)
    it(`says in one sentence where and why, when it ${what}`, () => {
      spoil();
      assert.throws(open, {
        code: 'configuration',
        field: 'THERMACORE_HOME',
        message: /^The MQTT broker cannot keep its messages in /,
        advice: /can be written/,
      });
      chmodSync(folder.replace(/\/file\/broker$/, ''), 0o700);
    });
});
