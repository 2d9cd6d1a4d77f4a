import type { SecurityEvent } from '../../../../lib/security/intrusion';

export const T0 = Date.UTC(2026, 10, 2, 0);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const event = (more: Partial<SecurityEvent>): SecurityEvent => ({
  at: T0,
  kind: 'login',
  tenant: 'aqua',
  account: 'operator@aqua',
  address: '198.51.100.7',
  protocol: 'http',
  outcome: 'ok',
  ...more,
});

/** `count` of them, `every` ms apart. */
export const series = (
  count: number,
  every: number,
  make: (i: number) => Partial<SecurityEvent>,
  from = T0,
): SecurityEvent[] => Array.from({ length: count }, (_, i) => event({ at: from + i * every, ...make(i) }));

/** Numbers from 0 to 1, the same on every run. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PEOPLE = ['operator', 'foreman', 'viewer', 'admin'] as const;
const TENANTS = ['aqua', 'borealis'] as const;
const POINTS = 6;

/**
 * What a plant of two tenants does over so many days: shifts begin, people mistype passwords, follow dead links, command
 * their own points, change configuration by day, devices come back after a loss, lines are noisy.
 */
export function normalTraffic(days: number): SecurityEvent[] {
  const random = randomOf(42);
  const events: SecurityEvent[] = [];
  for (let day = 0; day < days; day++)
    for (const tenant of TENANTS)
      for (const [p, name] of PEOPLE.entries()) {
        const start = T0 + day * DAY + 6 * HOUR + random() * 20 * MINUTE;
        const person = {
          tenant,
          account: `${name}@${tenant}`,
          address: `10.0.${TENANTS.indexOf(tenant)}.${p + 10}`,
        };
        const wrong = random() < 0.3 ? 1 + Math.floor(random() * 3) : 0;
        events.push(...series(wrong, 8 * SECOND, () => ({ ...person, outcome: 'refused' }), start - MINUTE));
        events.push(event({ ...person, at: start }));
        events.push(event({ ...person, at: start + SECOND, kind: 'client', detail: `Firefox of ${name}` }));
        events.push(
          ...series(
            Math.floor(random() * 6),
            HOUR,
            () => ({
              ...person,
              kind: 'denied',
              outcome: 'refused',
              detail: `/units/old-${Math.floor(random() * 9)}`,
            }),
            start + HOUR,
          ),
        );
        if (name === 'operator' || name === 'foreman')
          events.push(
            // Each point every day, in a shift of eight hours.
            ...series(
              24,
              20 * MINUTE,
              (i) => ({ ...person, kind: 'command', detail: `boiler-1/valve-${i % POINTS}` }),
              start + 10 * MINUTE,
            ),
          );
        if (name === 'admin' && ![0, 6].includes(new Date(start).getUTCDay()))
          events.push(
            ...series(
              3,
              2 * HOUR,
              (i) => ({ ...person, kind: 'configuration', detail: `unit:update ${i}` }),
              start + HOUR,
            ),
          );
        if (name === 'viewer') {
          const device = { tenant, account: tenant, address: `10.9.0.${p}`, protocol: 'mqtt' } as const;
          // Devices that come back after a loss.
          events.push(
            ...series(4, 6 * HOUR, () => ({ ...device, kind: 'client', detail: 'gateway-1' }), start),
          );
          const line = { tenant: null, address: '10.9.0.7', protocol: 'dnp3' } as const;
          events.push(
            ...series(
              8,
              3 * HOUR,
              () => ({ ...line, kind: 'malformed', outcome: 'failed', detail: 'bad check sum' }),
              start,
            ),
          );
        }
      }
  return events.sort((a, b) => a.at - b.at);
}
