import type { LatestReading, Sensor, Unit } from '../../lib/core/plant';
import { everyPage } from '../../lib/core/pages';
import { authorise, isPlatformUser, type Principal, type RecentSeries, type Store } from '../../lib/platform';
import type { Asked } from '../_kit/resource';

const PAGE = 500;
const TREND_MS = 10 * 60 * 1000;
/** One a second, as far back as a trend goes. */
const TREND_POINTS = TREND_MS / 1000;
/** More would not show in a picture of that width. */
const DRAWN_POINTS = 150;

type Latest = Pick<LatestReading, 'timestamp' | 'value' | 'quality' | 'flags'>;

export interface OverviewSensor extends Omit<Sensor, 'unit' | 'createdAt' | 'description'> {
  latest?: Latest;
  /** Oldest first: [epoch ms, value]; null where the quality is bad. Headline sensors with numbers only. */
  trend?: RecentSeries['points'];
}

export interface Overview {
  type: 'overview';
  tenant: { key: string; name: string; timezone: string };
  user: { username: string; role: string; platform: boolean };
  units: (Pick<Unit, 'key' | 'name' | 'kind' | 'area'> & { sensors: OverviewSensor[] })[];
}

export interface TenantChoice {
  type: 'choose-tenant';
  tenants: { key: string; name: string }[];
}

/** All that the overview page draws, in one answer: units, their sensors, newest values, short trends. */
export async function overview({ store, tenant, principal, now }: Asked): Promise<Overview> {
  const [tenants, units, sensors, latest, trends] = await Promise.all([
    store.tenants.list(),
    everyPage((cursor) => store.plant.listUnits(tenant, { limit: PAGE, cursor })),
    everyPage((cursor) => store.plant.listSensors(tenant, { limit: PAGE, cursor })),
    store.readings.latest(tenant),
    store.readings.recent(tenant, { perSensor: TREND_POINTS, since: now - TREND_MS }),
  ]);
  const newestAt = new Map(latest.map((reading) => [placeOf(reading.unit, reading.sensor), reading]));
  const trendAt = new Map(
    trends.map((series) => [placeOf(series.unit, series.sensor), thinned(series.points)]),
  );
  const sensorsOf = Map.groupBy(sensors, (sensor) => sensor.unit);
  const { name = tenant, timezone = 'UTC' } = tenants.find(({ key }) => key === tenant) ?? {};
  return {
    type: 'overview',
    tenant: { key: tenant, name, timezone },
    user: userOf(principal),
    units: units.map(({ key, name, kind, area }) => ({
      key,
      name,
      kind,
      ...(area ? { area } : {}),
      sensors: (sensorsOf.get(key) ?? []).map((sensor) => {
        const place = placeOf(key, sensor.key);
        return shown(sensor, newestAt.get(place), trendAt.get(place));
      }),
    })),
  };
}

/** What a platform user gets before it has switched to a tenant. */
export async function chooseTenant(store: Store, principal: Principal): Promise<TenantChoice> {
  authorise(principal, 'tenant:switch');
  const tenants = await store.tenants.list();
  return { type: 'choose-tenant', tenants: tenants.map(({ key, name }) => ({ key, name })) };
}

/** Every n-th point, and all that say that there was no good value. */
function thinned(points: RecentSeries['points']): RecentSeries['points'] {
  const step = Math.ceil(points.length / DRAWN_POINTS);
  // Counted from the end, so that the newest is always there.
  return points.filter(([, value], i) => value === null || (points.length - 1 - i) % step === 0);
}

/** Keys contain no "/". */
const placeOf = (unit: string, sensor: string): string => `${unit}/${sensor}`;

const userOf = (principal: Principal | undefined): Overview['user'] =>
  principal
    ? { username: principal.username, role: principal.role, platform: isPlatformUser(principal) }
    : { username: '', role: 'viewer', platform: false };

function shown(
  { unit: _unit, createdAt: _createdAt, description: _description, ...sensor }: Sensor,
  reading: LatestReading | undefined,
  trend: RecentSeries['points'] | undefined,
): OverviewSensor {
  return { ...sensor, ...(reading ? { latest: latestOf(reading) } : {}), ...(trend ? { trend } : {}) };
}

const latestOf = ({ timestamp, value, quality, flags }: LatestReading): Latest => ({
  timestamp,
  value,
  quality,
  ...(flags ? { flags } : {}),
});
