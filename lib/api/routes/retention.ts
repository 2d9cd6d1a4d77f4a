import { z } from 'zod';
import { RetentionClass, RetentionInput, RetentionOfClass, RetentionOfTenant } from '../../core/retention';
import { route } from '../contract';

const tags = ['Retention'] as const;

const ClassParams = z.object({ class: RetentionClass }).strict();

const EFFECT =
  'Data of the class that is older than that is deleted within the hour, for good; a longer time later does not bring it back. Only the tenant’s own data is touched.';

const raw = { days: 90, default: 90 };
const minutes = { days: 400, default: 400 };
const hours = { days: 1830, default: 1830 };
const days = { days: 7305, default: 7305 };
const journal = { days: 1830, default: 1830 };
const notifications = { days: 400, default: 400 };
const own = { ...raw, days: 365, own: 365 };

export const getRetention = route({
  operationId: 'getRetention',
  method: 'GET',
  path: '/retention',
  permission: 'retention:read',
  response: RetentionOfTenant,
  summary: 'How long data of the tenant is kept, by class',
  description: 'What is older than its class is kept is deleted within the hour, for good.',
  tags,
  examples: {
    response: { raw: own, text: raw, '1m': minutes, '1h': hours, '1d': days, journal, notifications },
  },
});

export const setRetention = route({
  operationId: 'setRetention',
  method: 'PUT',
  path: '/retention/{class}',
  permission: 'retention:update',
  params: ClassParams,
  body: RetentionInput,
  response: RetentionOfClass,
  summary: 'Set how long data of a class is kept',
  description: EFFECT,
  tags,
  examples: { body: { days: 365 }, response: own },
});

export const resetRetention = route({
  operationId: 'resetRetention',
  method: 'DELETE',
  path: '/retention/{class}',
  permission: 'retention:update',
  params: ClassParams,
  response: RetentionOfClass,
  summary: 'Keep data of a class for the default time again',
  description: `The tenant’s own setting is dropped. ${EFFECT}`,
  tags,
  examples: { response: raw },
});

export const retentionRoutes = [getRetention, setRetention, resetRetention] as const;
