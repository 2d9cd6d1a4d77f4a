import type { Span } from '../../core/history';
import { everyPage } from '../../core/pages';
import type { Page, Sensor, Unit } from '../../core/plant';
import {
  periodEarlier,
  requireZone,
  sectionsOf,
  type ReportFacts,
  type ReportInput,
  type SectionName,
} from '../../reports';
import { alarmFacts } from './alarm-facts';
import type { Asking, FactsStore, FactsUse } from './asking';
import { energyFacts } from './energy-facts';
import { overviewFacts, scoresOf, type Scores } from './score-facts';
import { trendFacts } from './trend-facts';

export interface FactsOrder {
  readonly tenant: string;
  readonly report: ReportInput;
  readonly span: Span;
  readonly timezone: string;
  readonly now: number;
}

const PAGE = 1000;
/** Of a tenant; more than analytics take in one question anyway. */
const MOST = 20_000;

/**
 * Asks for all that the sections of a report need, one after another: the database and the worker thread have others to
 * serve. `reached` is told how far it is, and ends the work by rejecting.
 */
export async function collectFacts<S extends FactsStore>(
  use: FactsUse<S>,
  order: FactsOrder,
  reached: (share: number) => Promise<void>,
): Promise<ReportFacts> {
  const { report, tenant, span, timezone, now } = order;
  const zone = requireZone(timezone);
  const named = report.units.length > 0 ? new Set(report.units) : undefined;
  const { plant } = use.store;
  const [units, sensors] = await Promise.all([
    everyPage((cursor): Promise<Page<Unit>> => plant.listUnits(tenant, { limit: PAGE, cursor }), MOST),
    everyPage((cursor): Promise<Page<Sensor>> => plant.listSensors(tenant, { limit: PAGE, cursor }), MOST),
  ]);
  const asking: Asking<S> = {
    ...use,
    tenant,
    report,
    span,
    earlier: periodEarlier(span, report.period, zone),
    zone,
    now,
    units: units.filter(({ key }) => named?.has(key) ?? true),
    sensors: sensors.filter(({ unit }) => named?.has(unit) ?? true),
    named,
  };
  const names = sectionsOf(report);
  let facts: ReportFacts = {};
  let scores: Scores | undefined;
  for (const [i, name] of names.entries()) {
    await reached(i / names.length);
    if (name === 'overview' || name === 'quality') scores ??= await scoresOf(asking);
    facts = { ...facts, ...(await sectionFacts(name, asking, scores)) };
  }
  await reached(1);
  return facts;
}

async function sectionFacts<S extends FactsStore>(
  name: SectionName,
  asking: Asking<S>,
  scores: Scores | undefined,
): Promise<ReportFacts> {
  switch (name) {
    case 'overview':
      return { overview: scores && (await overviewFacts(asking, scores)) };
    case 'quality':
      return { quality: scores?.quality };
    case 'alarms':
      return { alarms: await alarmFacts(asking) };
    case 'energy':
      return { energy: await energyFacts(asking) };
    case 'trends':
      return { trends: await trendFacts(asking) };
  }
}
