import type { Alarm, AlarmAction, AlarmActionRequest } from '../../lib/platform';
import { routes } from '../../lib/platform';
import { ask, defineResource, type Asked, type TenantOperation } from '../_kit/resource';
import { requireUnit, withinUnits } from '../_kit/within-units';

/** The service writes its own lines into the audit log, also for what it refuses. */
const unaudited = (operation: TenantOperation): TenantOperation => ({ ...operation, changes: false });
const serviceOf = ({ platform, database }: Asked) => platform.alarms.of(database.store);
const rulesOf = ({ platform, store }: Asked) => platform.alarms.rulesOf(store);

/** The alarm, if it is one of the units that the user is limited to. */
async function ownAlarm(asked: Asked, id: string): Promise<Alarm> {
  const alarm = await serviceOf(asked).get(asked.tenant, id);
  requireUnit(asked, alarm.unit, 'alarm');
  return alarm;
}

/** Those of them that are the user's; the others do not exist for him, as little as ids that were never given. */
async function ownAlarms(asked: Asked, ids: readonly string[]): Promise<string[]> {
  const known = await Promise.all(
    ids.map(async (id) => {
      const found = await ownAlarm(asked, id).catch(() => undefined);
      return found ? [id] : [];
    }),
  );
  return known.flat();
}

/** Acts on the alarm that the path names. */
async function act(
  asked: Asked,
  action: AlarmAction,
  { params, body }: { params: { alarm: string }; body: Pick<AlarmActionRequest, 'comment' | 'seconds'> },
) {
  if (asked.units) await ownAlarm(asked, params.alarm);
  return serviceOf(asked).act(asked, params.alarm, { action, ...body });
}

/** Who changes a rule, and why; the reason stands in the audit log too. */
function author({ tenant, principal, note }: Asked, reason: string) {
  note({ reason });
  return { tenant, user: principal?.username, reason };
}

export = defineResource({
  name: 'alarms',
  operations: {
    list: withinUnits(
      ask(routes.listAlarms, ({ query, ...asked }) =>
        serviceOf(asked).list(asked.tenant, { ...query, view: query.view, within: asked.units }),
      ),
    ),
    get: withinUnits(ask(routes.getAlarm, ({ params, ...asked }) => ownAlarm(asked, params.alarm))),
    'acknowledge-all': withinUnits(
      unaudited(
        ask(routes.acknowledgeAlarms, async ({ body: { alarms, comment }, ...asked }) => {
          const own = asked.units ? await ownAlarms(asked, alarms) : alarms;
          const { done, refused } = await serviceOf(asked).actAll(asked, own, {
            action: 'acknowledge',
            comment,
          });
          const unknown = alarms
            .filter((alarm) => !own.includes(alarm))
            .map((alarm) => ({ alarm, reason: 'There is no such alarm.' }));
          return { acknowledged: done.length, refused: [...refused, ...unknown] };
        }),
      ),
    ),
    acknowledge: withinUnits(
      unaudited(ask(routes.acknowledgeAlarm, (asked) => act(asked, 'acknowledge', asked))),
    ),
    reset: withinUnits(unaudited(ask(routes.resetAlarm, (asked) => act(asked, 'reset', asked)))),
    shelve: withinUnits(unaudited(ask(routes.shelveAlarm, (asked) => act(asked, 'shelve', asked)))),
    unshelve: withinUnits(unaudited(ask(routes.unshelveAlarm, (asked) => act(asked, 'un-shelve', asked)))),
    'out-of-service': withinUnits(
      unaudited(ask(routes.takeAlarmOutOfService, (asked) => act(asked, 'out-of-service', asked))),
    ),
    return: withinUnits(
      unaudited(ask(routes.returnAlarmToService, (asked) => act(asked, 'back-in-service', asked))),
    ),
    journal: withinUnits(
      ask(routes.listAlarmJournal, ({ platform, store, tenant, query }) =>
        platform.alarms.journal(store, tenant, filterOf(query)),
      ),
    ),
    'export-journal': withinUnits(
      ask(routes.exportAlarmJournal, ({ platform, store, tenant, query }) =>
        Promise.resolve(platform.alarms.journalFile(store, tenant, filterOf(query))),
      ),
    ),
    // Reads only, for all that it is a POST.
    'journal-ticket': withinUnits(
      unaudited(
        ask(routes.createAlarmJournalTicket, ({ platform, store, tenant, query }) =>
          Promise.resolve(platform.alarms.journalTicket(store, tenant, filterOf(query))),
        ),
      ),
    ),
    metrics: withinUnits(
      ask(routes.getAlarmMetrics, ({ platform, store, tenant, query }) =>
        platform.alarms.metrics(store, tenant, query),
      ),
    ),
    // For pictures of values; in the answer, which pages get, `type` says what it is.
    limits: withinUnits({
      permission: 'alarm:read',
      run: async ({ platform, database, tenant, units }) => {
        const all = await platform.alarms.rulesOf(database.store).limits(tenant);
        return { type: 'limits', items: all.filter(({ unit }) => !units || units.includes(unit)) };
      },
    }),
    rules: ask(routes.listAlarmRules, ({ query, ...asked }) => rulesOf(asked).list(asked.tenant, query)),
    'get-rule': ask(routes.getAlarmRule, ({ params, ...asked }) =>
      rulesOf(asked).get(asked.tenant, params.rule),
    ),
    'create-rule': ask(routes.createAlarmRule, ({ body, ...asked }) =>
      rulesOf(asked).create(author(asked, body.reason), body.rule),
    ),
    'update-rule': ask(routes.updateAlarmRule, ({ params, body, ...asked }) =>
      rulesOf(asked).update(author(asked, body.reason), params.rule, body.change, body.version),
    ),
    'delete-rule': ask(routes.deleteAlarmRule, ({ params, query, ...asked }) =>
      rulesOf(asked).delete(author(asked, query.reason), params.rule),
    ),
    'enable-rule': ask(routes.enableAlarmRule, ({ params, body, ...asked }) =>
      rulesOf(asked).enable(author(asked, body.reason), params.rule, true),
    ),
    'disable-rule': ask(routes.disableAlarmRule, ({ params, body, ...asked }) =>
      rulesOf(asked).enable(author(asked, body.reason), params.rule, false),
    ),
    'clone-rule': ask(routes.cloneAlarmRule, ({ params, body: { reason, ...copy }, ...asked }) =>
      rulesOf(asked).clone(author(asked, reason), params.rule, copy),
    ),
    'rule-changes': ask(routes.listAlarmRuleChanges, ({ params, query, ...asked }) =>
      rulesOf(asked).changes(asked.tenant, params.rule, query),
    ),
    // A question with a body: nothing changes that an audit log would have to tell.
    'validate-rule': unaudited(
      ask(routes.validateAlarmRule, ({ body, ...asked }) => rulesOf(asked).validate(asked.tenant, body)),
    ),
  },
});

/** What the API calls the alarm, the journal calls an instance. */
const filterOf = <T extends { alarm?: string | undefined }>({ alarm, ...filter }: T) => ({
  ...filter,
  instance: alarm,
});
