import { encodeCursor } from '../../../../lib/core/cursor';
import type { StoreParts } from '../../../support/database';
import { alarm, batch, line, rule } from '../alarms/fixture';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };
const span = { from: T0 - 1, to: T0 + 1 };

const alarmRule = (s: string) => ({ ...rule({ key: 'hot' }), name: s, cause: s, message: s }); // prettier-ignore
const places = (s: string) => ({
  rule: s, instance: s, unit: s, sensor: s, device: s, priorities: [s as 'low'], events: [s as 'active'], states: [s as 'normal'],
  user: s, correlation: s,
}); // prettier-ignore

/** Those of the parts for alarms, with the text in every place they have for one. */
export const ALARM_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  alarmRules: {
    all: [(store, s) => store.alarmRules.all(`no'${s}`)],
    list: [
      (store, s) => store.alarmRules.list('aqua', { ...page, kind: s as 'limit', priority: s as 'low', class: s, unit: s, search: s }), // prettier-ignore
      (store, s) => store.alarmRules.list('aqua', { ...page, cursor: encodeCursor(['key', s]) }),
      (store, s) => store.alarmRules.list('aqua', { ...page, cursor: s }),
    ],
    get: [(store, s) => store.alarmRules.get('aqua', s), (store, s) => store.alarmRules.get(`no'${s}`, s)],
    add: [
      (store, s) => store.alarmRules.add('aqua', { ...alarmRule(s), key: s }, { user: s, reason: s }),
      (store, s) => store.alarmRules.add('aqua', alarmRule(s), { user: s, reason: s }),
      (store, s) => store.alarmRules.add('aqua', { ...alarmRule(s), link: s, parent: s, [s]: s }, { user: s, reason: s }), // prettier-ignore
    ],
    clone: [
      (store, s) => store.alarmRules.clone('aqua', `no'${s}`, { key: s, name: s }, { user: s, reason: s }),
      (store, s) => store.alarmRules.clone('aqua', 'hot', { key: s, name: s }, { user: s, reason: s }),
    ],
    update: [
      (store, s) => store.alarmRules.update('aqua', 'hot', { name: `n${s}`, cause: s, message: `m${s}` }, 1, { user: s, reason: s }), // prettier-ignore
      (store, s) => store.alarmRules.update('aqua', 'hot', { [s]: s, class: s }, 1, { user: s, reason: s }),
      (store, s) => store.alarmRules.update('aqua', `no'${s}`, { name: s }, 1, { user: s, reason: s }),
    ],
    remove: [(store, s) => store.alarmRules.remove('aqua', `no'${s}`, { user: s, reason: s })],
    changes: [
      (store, s) => store.alarmRules.changes('aqua', s, page),
      (store, s) => store.alarmRules.changes('aqua', 'hot', { ...page, cursor: s }),
    ],
  },
  alarms: {
    open: [
      (store, s) => store.alarms.open(`no'${s}`),
      async (store, s) => {
        const record = alarm({ id: `a${s}`, rule: s, source: { unit: s, sensor: s }, class: s, message: s, value: s, comment: s }, { [s]: s }); // prettier-ignore
        await (
          await store.alarms.open('aqua')
        ).keep(batch([line({ id: s, source: { device: s } })], [record], [s]));
      },
    ],
    get: [(store, s) => store.alarms.get('aqua', `no'${s}`), (store, s) => store.alarms.get(`no'${s}`, s)],
    changes: [(store, s) => store.alarms.changes('aqua', s), (store, s) => store.alarms.changes(`no'${s}`)],
    list: [
      (store, s) => store.alarms.list('aqua', { ...page, list: 'all', rule: s, unit: s, class: s, priorities: [s as 'low'] }), // prettier-ignore
      (store, s) => store.alarms.list('aqua', { ...page, list: 'all', cursor: encodeCursor([T0, s]) }),
      (store, s) => store.alarms.list('aqua', { ...page, list: 'all', cursor: s }),
    ],
  },
  alarmRequests: {
    ask: [
      (store, s) =>
        store.alarmRequests.ask('aqua', { alarms: [s], action: s as 'reset', user: s, comment: s }),
      (store, s) => store.alarmRequests.ask(`no'${s}`, { alarms: [s], action: 'reset', user: s }),
    ],
    take: [(store, s) => store.alarmRequests.take(`no'${s}`)],
    answer: [
      (store, s) => store.alarmRequests.answer('aqua', s, [{ id: s }]),
      (store, s) => store.alarmRequests.answer('aqua', '00000000-0000-4000-8000-000000000000', [{ id: s }]),
    ],
    fetch: [(store, s) => store.alarmRequests.fetch('aqua', s)],
    withdraw: [(store, s) => store.alarmRequests.withdraw('aqua', s)],
  },
  alarmJournal: {
    append: [
      (store, s) =>
        store.alarmJournal.append('aqua', [
          line({
            id: s, rule: s, instance: s, source: { unit: s, sensor: s }, event: s as 'active', from: s as 'normal', to: s as 'normal',
            level: s as 'high', priority: s as 'low', class: s, value: s, quality: s as 'good', message: s, correlation: s,
            user: s, comment: s, withdraws: s,
          }),
        ]), // prettier-ignore
      (store, s) => store.alarmJournal.append(`no'${s}`, [line()]),
    ],
    list: [
      (store, s) => store.alarmJournal.list('aqua', { ...page, ...places(s) }),
      (store, s) => store.alarmJournal.list('aqua', { ...page, cursor: encodeCursor([T0, T0, 1, s]) }),
      (store, s) => store.alarmJournal.list('aqua', { ...page, cursor: s }),
      (store, s) => store.alarmJournal.list(`no'${s}`, page),
    ],
    read: [
      async (store, s) => {
        const found: unknown[] = [];
        for await (const one of store.alarmJournal.read('aqua', places(s))) found.push(one);
        return found;
      },
    ],
    rate: [(store, s) => store.alarmJournal.rate('aqua', { ...span, unit: s })],
    badActors: [(store, s) => store.alarmJournal.badActors('aqua', { ...span, unit: s }, 10)],
    byUnit: [(store, s) => store.alarmJournal.byUnit('aqua', { ...span, unit: s })],
    announcements: [(store, s) => store.alarmJournal.announcements('aqua', { ...span, unit: s }, 10)],
  },
};
