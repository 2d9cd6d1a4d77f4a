import assert from 'node:assert/strict';
import { METRIC_TARGETS, metricsOf, type JournalEntry, type MetricId } from '../../../lib/alarms';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const line = (at: number, event: JournalEntry['event'], more: Partial<JournalEntry> = {}): JournalEntry => ({
  id: `${more.instance ?? 'a'}#${at}${event}`, rule: 'r', instance: 'a', source: { unit: 'u', sensor: 's' },
  at, evaluatedAt: at, event, from: event === 'active' ? 'normal' : 'acknowledged',
  to: event === 'active' ? 'unacknowledged' : 'normal', level: 'active', priority: 'low', class: 'process',
  quality: 'good', message: '', correlation: 'c', ...more,
}); // prettier-ignore

/** An alarm of `instance` that lasts for `ms`. */
const alarm = (
  instance: string,
  at: number,
  ms: number,
  more: Partial<JournalEntry> = {},
): JournalEntry[] => [
  line(at, 'active', { instance, ...more }),
  line(at + ms, 'return', { instance, ...more }),
];
const sorted = (...all: JournalEntry[][]) => all.flat().sort((a, b) => a.at - b.at);
const report = (entries: JournalEntry[], to = DAY, operators = 1) =>
  metricsOf(entries, { from: 0, to, operators });

describe('How the alarm system does', () => {
  it('counts per operator, day, hour and ten minutes, against the bands of ISA-18.2', async () => {
    const all = Array.from({ length: 288 }, (_, i) => alarm(`a${i % 40}`, i * 300_000, 60_000));
    const { figures, alarms } = await report(sorted(...all), DAY, 2);
    const of = (id: MetricId) => figures.find((figure) => figure.id === id) ?? assert.fail();
    assert.equal(alarms, 288);
    assert.deepEqual([of('per-day').value, of('per-day').rating], [144, 'good']);
    assert.deepEqual([of('per-hour').value, of('per-10-min').value, of('peak-10-min').value], [6, 1, 1]);
    assert.deepEqual(figures.map(({ id }) => id), Object.keys(METRIC_TARGETS));
  });

  it('rates what is beyond the target, and beyond the limit', async () => {
    const many = (count: number) =>
      report(sorted(...Array.from({ length: count }, (_, i) => alarm('a', i * 200_000, 60_000))));
    const rating = async (count: number) => (await many(count)).figures[0]?.rating;
    assert.deepEqual([await rating(150), await rating(151), await rating(301)], ['good', 'manageable', 'over']);
  });

  it('finds floods and the share of time in them', async () => {
    const burst = Array.from({ length: 20 }, (_, i) => alarm(`a${i}`, HOUR + i * 1000, 100_000));
    const { floods, figures } = await report(sorted(...burst));
    assert.deepEqual(floods, [{ from: HOUR + 10_000, to: HOUR + 15_000 + 600_000 }]);
    const share = figures.find(({ id }) => id === 'flood-share');
    assert.equal(share?.value, 605_000 / DAY);
    assert.equal(figures.find(({ id }) => id === 'peak-10-min')?.value, 20);
    assert.equal(figures.find(({ id }) => id === 'crowded-share')?.value, 1 / 144);
  });

  it('finds bad actors, chattering and fleeting alarms', async () => {
    const { badActors, chattering, fleeting } = await report(
      sorted(
        ...[0, 20_000, 59_000].map((at) => alarm('chatters', at, 1000)),
        ...[0, 61_000, 122_000, 183_000].map((at) => alarm('often', at, 30_000)),
        alarm('once', 5000, HOUR),
      ),
    );
    assert.deepEqual(badActors.map(({ instance, alarms }) => [instance, alarms]), [['often', 4], ['chatters', 3], ['once', 1]]);
    assert.equal(badActors[0]?.share, 0.5);
    assert.deepEqual(chattering, ['chatters']);
    assert.equal(fleeting, 3);
  }); // prettier-ignore

  it('finds standing and stale alarms', async () => {
    const { standing, stale } = await report([line(0, 'active', { instance: 'old' }), line(2 * HOUR, 'active')], 25 * HOUR);
    assert.deepEqual([standing, stale], [['old', 'a'], ['old']]);
  });

  it('counts none as standing that went with its rule', async () => {
    const gone = { ...line(HOUR, 'removed'), from: 'unacknowledged' as const };
    assert.deepEqual((await report([line(0, 'active'), gone], 2 * DAY)).standing, []);
  });

  it('counts priorities, and leaves out what is only kept', async () => {
    const of = (priority: JournalEntry['priority']) => alarm(priority, 0, 1000, { priority });
    const { byPriority, alarms } = await report(sorted(of('critical'), of('low'), of('low'), of('journal')));
    assert.deepEqual(byPriority, { critical: 1, high: 0, medium: 0, low: 2, journal: 0 });
    assert.equal(alarms, 3);
  });

  it('leaves out what was withdrawn', async () => {
    const wrong = line(1000, 'active');
    const { alarms, standing } = await report([
      wrong,
      line(1000, 'withdrawn', { id: 'w', withdraws: wrong.id }),
      line(2000, 'active'),
    ]);
    assert.deepEqual([alarms, standing], [1, ['a']]);
  });

  it('of nothing is nothing', async () => {
    const { alarms, figures } = await report([]);
    assert.equal(alarms, 0);
    assert.deepEqual(figures.filter(({ rating }) => rating !== 'good'), []);
  });
}); // prettier-ignore
