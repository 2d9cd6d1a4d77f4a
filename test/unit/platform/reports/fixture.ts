import { silentLogger } from '../../../../lib/core/logger';
import { ReportInput, type NewRun, type ReportRunRepository, type RunRecord } from '../../../../lib/reports';
import { ReportMaker, type MakerUse } from '../../../../lib/platform/reports/maker';
import type { FakeClock } from '../../../support/fake-clock';
import { SPAN, draft, facts } from '../../reports/fixture';

export const report = ReportInput.parse(draft);
export const order = (id: string): NewRun => ({
  id, report, trigger: 'request', requestedBy: 'operator@aqua', ...SPAN, timezone: 'Europe/Berlin', createdAt: 0,
}); // prettier-ignore
export const taken = (id = 'run') => ({
  tenant: 'aqua',
  run: { ...order(id), state: 'running', percent: 0, attempts: 1, expiresAt: 1, summary: [] } as RunRecord,
});

/** What a maker did, in order: `progress 38`, `finish`, `fail …`. */
export function recordedMaker(clock: FakeClock, given: Partial<MakerUse> = {}) {
  const said: string[] = [];
  const kept: { html?: string; csv?: string } = {};
  let isMine = true;
  const runs = {
    progress: (_tenant: string, _id: string, _attempt: number, percent: number) => {
      said.push(`progress ${percent}`);
      return Promise.resolve(isMine);
    },
    keep: (_tenant: string, _id: string, _attempt: number, files: { html: string; csv: string }) => {
      said.push('keep');
      Object.assign(kept, files);
      return Promise.resolve(isMine);
    },
    finish: (_tenant: string, _id: string, _attempt: number, _at: number, remark?: string) => {
      said.push(remark === undefined ? 'finish' : `finish: ${remark}`);
      return Promise.resolve(isMine);
    },
    fail: (_tenant: string, _id: string, _attempt: number, _at: number, error: string) => {
      said.push(`fail ${error}`);
      return Promise.resolve(true);
    },
    release: () => Promise.resolve(said.push('release') > 0),
  } as unknown as ReportRunRepository; // prettier-ignore
  const maker = new ReportMaker({
    runs,
    collect: async (_order, reached) => {
      await reached(0.5);
      return facts;
    },
    plantOf: () => Promise.resolve('Aqua District Heating'),
    mail: () => Promise.resolve(void said.push('mail')),
    clock,
    logger: silentLogger,
    made: { add: (_count, labels) => void said.push(`made ${labels?.['outcome'] ?? ''}`) },
    ...given,
  });
  return { maker, said, kept, takeAway: () => (isMine = false) };
}
