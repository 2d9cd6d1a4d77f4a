import { z } from 'zod';
import { ALARM_ACTION_PERMISSIONS, type AlarmAction } from '../../lib/platform';
import { parseAt } from '../_kit/parse';
import { defineResource, type TenantOperation } from '../_kit/resource';

const MAX_AT_ONCE = 1000;

const Id = z.string().min(1).max(300);
/** An id, or an alarm as `alarm rules` and `alarms` give it. */
const One = z.union([Id, z.looseObject({ id: Id }).transform(({ id }) => id)]);
const Some = z.union([One.transform((id) => [id]), z.array(One).max(MAX_AT_ONCE)]);
/** Alone, or with what is to be said with it. */
const Request = z.union([
  z
    .object({ alarms: Some, comment: z.string().max(2000).optional(), seconds: z.number().optional() })
    .strict(),
  Some.transform((alarms) => ({ alarms, comment: undefined, seconds: undefined })),
]);

const actionOf = (action: AlarmAction): TenantOperation => ({
  permission: ALARM_ACTION_PERMISSIONS[action],
  async run({ platform, store, tenant, principal }, message) {
    const { alarms, comment, seconds } = parseAt(
      Request,
      message.payload,
      'msg.payload',
      'Send the id of an alarm, an alarm, a list of them, or { alarms, comment, seconds }.',
    );
    return platform.alarms.of(store).actAll({ tenant, principal }, alarms, { action, comment, seconds });
  },
});

export = defineResource({
  name: 'alarm-action',
  operations: {
    acknowledge: actionOf('acknowledge'),
    reset: actionOf('reset'),
    shelve: actionOf('shelve'),
    'un-shelve': actionOf('un-shelve'),
    'out-of-service': actionOf('out-of-service'),
    'back-in-service': actionOf('back-in-service'),
  },
});
