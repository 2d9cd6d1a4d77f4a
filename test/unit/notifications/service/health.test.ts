import assert from 'node:assert/strict';
import type { RouteRecord, TargetFigures, TargetRecord } from '../../../../lib/notifications/ports';
import { healthOf, type HealthFacts } from '../../../../lib/notifications/service/health';
import { OpenTarget } from '../../../../lib/notifications/target';
import { T0, route } from '../fixture';

const KEPT = { version: 1, createdAt: 0, createdBy: undefined, updatedAt: 0, updatedBy: undefined };
const target = (key: string, enabled = true): TargetRecord => ({
  ...OpenTarget.parse({ key, name: key, enabled, settings: { channel: 'dashboard' } }),
  ...KEPT,
  secrets: {},
});
const duty = (more: Parameters<typeof route>[0] = {}): RouteRecord => ({ ...route(more), ...KEPT });
const figures = (of: string, more: Partial<TargetFigures> = {}): TargetFigures => ({ target: of, waiting: 0, dead: 0, ...more }); // prettier-ignore

const health = (facts: Partial<HealthFacts> = {}) =>
  healthOf({ plan: 'running', escalating: 0, routes: [duty()], targets: [target('lead')], figures: [], ...facts }); // prettier-ignore

describe('Whether notifications work', () => {
  const sent = figures('lead', { lastSentAt: T0 });
  const failing = figures('lead', { lastSentAt: T0, failingSince: T0 + 1, lastFailedAt: T0 + 2, reason: 'It answered 503.', waiting: 1, dead: 3 }); // prettier-ignore

  for (const [verdict, what, facts] of [
    ['works', 'the last message arrived', { figures: [sent] }],
    ['works', 'another process plans them', { figures: [sent], plan: 'elsewhere' }],
    ['unproven', 'nothing was sent yet', {}],
    ['failing', 'what was tried last did not arrive', { figures: [failing] }],
    [
      'failing',
      'one of several fails',
      { figures: [failing, figures('boss', { lastSentAt: T0 })], targets: [target('lead'), target('boss')] },
    ],
    [
      'works',
      'one fails that no route sends to',
      { figures: [figures('boss', { failingSince: T0 }), sent], targets: [target('boss'), target('lead')] },
    ],
    [
      'works',
      'one fails that is switched off',
      {
        figures: [figures('boss', { failingSince: T0 }), sent],
        targets: [target('boss', false), target('lead')],
        routes: [duty({ steps: [{ afterSeconds: 0, targets: ['lead', 'boss'] }] })],
      },
    ],
    ['nobody', 'there is no route', { routes: [] }],
    ['nobody', 'all routes are off', { routes: [duty({ enabled: false })] }],
    ['nobody', 'the target of the first step is off', { targets: [target('lead', false)] }],
    ['unfed', 'no flow brings alarms', { plan: 'none', figures: [sent] }],
    ['away', 'the database is away', { plan: 'away', figures: [failing] }],
  ] as const)
    // prettier-ignore
    it(`${verdict}: ${what}`, () => assert.equal(health(facts).verdict, verdict));

  it('says of each target since when it fails, why, and how much waits and was given up', () => {
    const { targets, waiting, givenUp, lastSentAt } = health({
      figures: [failing],
      targets: [target('lead'), target('spare')],
    });
    assert.deepEqual([waiting, givenUp, lastSentAt], [1, 3, new Date(T0).toISOString()]);
    assert.deepEqual(targets, [
      {
        target: 'lead', used: true, state: 'failing', waiting: 1, givenUp: 3, reason: 'It answered 503.',
        failingSince: new Date(T0 + 1).toISOString(), lastSentAt: new Date(T0).toISOString(), lastFailedAt: new Date(T0 + 2).toISOString(),
      },
      { target: 'spare', used: false, state: 'unproven', waiting: 0, givenUp: 0 },
    ]); // prettier-ignore
  });
});
