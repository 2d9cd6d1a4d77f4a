import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

interface Incident {
  readonly id: string;
  readonly lastAt: string;
}
interface Feed {
  incidents: readonly Incident[] | null;
  cursor: string;
  asked: string;
}
interface Template {
  readonly methods: { take(this: Feed, items: Incident[], nextCursor?: string, asked?: string): void };
}

const file = join(__dirname, '../../../dashboards/templates/security.vue');
const script = /<script>([^]*)<\/script>/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
const template = runInThisContext(`(() => { ${script.replace('export default', 'return')} })()`) as Template;

const incident = (minute: number, id = `at ${minute}`): Incident => ({
  id,
  lastAt: new Date(Date.UTC(2026, 10, 27, 9, minute)).toISOString(),
});

describe('the feed of the security page', () => {
  let feed: Feed;
  const take = (items: Incident[], nextCursor?: string, asked?: string): void =>
    template.methods.take.call(feed, items, nextCursor, asked);
  const ids = (): string[] => (feed.incidents ?? []).map(({ id }) => id);
  beforeEach(() => {
    feed = { incidents: null, cursor: '', asked: '' };
    take([incident(5), incident(4)], 'after 4');
  });
  const older = (): void => {
    feed.asked = feed.cursor;
  };

  it('takes new incidents also after older ones, and each once', () => {
    older();
    take([incident(3), incident(2)], 'after 2', 'after 4');
    take([incident(6), incident(5)], 'after 5');
    take([incident(6), incident(5)], 'after 5');
    assert.deepEqual(ids(), ['at 6', 'at 5', 'at 4', 'at 3', 'at 2']);
    assert.equal(feed.cursor, 'after 2', 'older ones go on where they were');
  });

  it('appends no page twice, and goes on with the next', () => {
    older();
    for (let i = 0; i < 2; i++) take([incident(3), incident(2)], 'after 2', 'after 4');
    assert.deepEqual(ids(), ['at 5', 'at 4', 'at 3', 'at 2']);
    older();
    take([incident(1)], undefined, 'after 2');
    assert.deepEqual([ids().at(-1), feed.cursor], ['at 1', '']);
  });

  it('moves up what goes on', () => {
    older();
    take([incident(3), incident(2)], 'after 2', 'after 4');
    take([incident(7, 'at 2'), incident(5)], 'after 5');
    assert.deepEqual(ids(), ['at 2', 'at 5', 'at 4', 'at 3']);
  });

  it('begins anew where so many are new that some would be missing between', () => {
    older();
    take([incident(9), incident(8)], 'after 8');
    take([incident(3), incident(2)], 'after 2', 'after 4');
    assert.deepEqual([ids(), feed.cursor], [['at 9', 'at 8'], 'after 8']);
  });
});
