import assert from 'node:assert/strict';
import { silentLogger } from '../../../../lib/core/logger';
import type {
  DueReport,
  NewRun,
  ReportRepository,
  ReportRunRepository,
  TakenRun,
} from '../../../../lib/reports';
import type { Downloads } from '../../../../lib/platform/downloads';
import { ReportService, fileNameOf } from '../../../../lib/platform/reports/report-service';
import { FakeClock } from '../../../support/fake-clock';
import { recordedMaker, report, taken } from './fixture';

const SIX = Date.UTC(2026, 10, 27, 5);
const DAY = 86_400_000;
const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};

describe('the reports of a database', () => {
  let clock: FakeClock;
  let due: DueReport[];
  let claims: { nextAt: number; following: number | undefined; run: NewRun | undefined }[];
  let waiting: TakenRun[];
  let said: string[];
  let service: ReportService;

  const dueAt = (nextAt: number, schedule = '0 6 * * *'): DueReport => ({
    tenant: 'aqua',
    timezone: 'Europe/Berlin',
    report: { ...report, schedule, nextAt, version: 1, createdAt: 0, createdBy: undefined, updatedAt: 0, updatedBy: undefined },
  }); // prettier-ignore

  beforeEach(() => {
    clock = new FakeClock(SIX);
    [due, claims, waiting] = [[], [], []];
    const made = recordedMaker(clock);
    said = made.said;
    service = new ReportService({
      reports: {
        due: () => Promise.resolve(due.splice(0)),
        claim: (_tenant: string, _key: string, nextAt: number, following: number | undefined, run: NewRun | undefined) => {
          claims.push({ nextAt, following, run });
          return Promise.resolve(true);
        },
      } as unknown as ReportRepository,
      runs: { take: () => Promise.resolve(waiting.shift()) } as unknown as ReportRunRepository,
      maker: made.maker,
      downloads: {} as Downloads,
      timezoneOf: () => Promise.resolve('Europe/Berlin'),
      check: () => Promise.resolve(),
      clock,
      logger: silentLogger,
    }); // prettier-ignore
  });
  afterEach(() => service.stop());

  it('orders what is due, of the day before, and moves its time on', async () => {
    due = [dueAt(SIX)];
    clock.advance(5_000);
    await turns();
    const [claim] = claims;
    assert.deepEqual([claims.length, claim?.nextAt, claim?.following], [1, SIX, SIX + DAY]);
    assert.equal(claim?.run?.trigger, 'schedule');
    assert.deepEqual(
      [claim.run.from, claim.run.to].map((at) => new Date(at).toISOString()),
      ['2026-11-25T23:00:00.000Z', '2026-11-26T23:00:00.000Z'],
    );
  });

  it('catches up once on what was missed', async () => {
    due = [dueAt(SIX - 4 * DAY)];
    service.poke();
    await turns();
    assert.equal(claims.length, 1);
    assert.equal(claims[0]?.following, SIX + DAY);
    assert.equal(claims[0]?.run?.to, Date.UTC(2026, 10, 26, 23));
  });

  it('takes a schedule that does not work any more out of the way', async () => {
    due = [dueAt(SIX, '0 6 31 2 *'), dueAt(SIX)];
    service.poke();
    await turns();
    assert.deepEqual(
      claims.map(({ following, run }) => [following, run?.id !== undefined]),
      [
        [undefined, false],
        [SIX + DAY, true],
      ],
    );
  });

  it('makes one after another what waits', async () => {
    waiting = [taken('one'), taken('two')];
    service.poke();
    await turns();
    assert.deepEqual(said.filter((text) => text.startsWith('made')), ['made done', 'made done']);
  }); // prettier-ignore

  it('begins nothing any more once it is stopped', async () => {
    await service.stop();
    due = [dueAt(SIX)];
    service.poke();
    clock.advance(60_000);
    await turns();
    assert.deepEqual([claims.length, clock.timers], [0, 0]);
  });

  it('names a file by the day on which its time begins at the plant', () => {
    assert.equal(
      fileNameOf('daily', Date.UTC(2026, 10, 25, 23), 'Europe/Berlin', 'csv'),
      'daily-2026-11-26.csv',
    );
  });
});
