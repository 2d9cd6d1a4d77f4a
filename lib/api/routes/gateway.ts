import { ConvertAnswer, ConvertQuestion } from '../../gateway/dry-run';
import { route } from '../contract';

export const convertForGateway = route({
  operationId: 'convertForGateway',
  method: 'POST',
  path: '/gateway/convert',
  permission: 'reading:read',
  body: ConvertQuestion,
  response: ConvertAnswer,
  summary: 'What a gateway would make of readings for another protocol; nothing is sent',
  tags: ['Gateway'],
  errors: ['not-found'],
  examples: {
    body: {
      rules: [{ sensor: 'pressure', toUnit: 'rtu', protocol: 'modbus', type: 'int16', scale: 0.01, from: 'psi', to: 'bar' }],
      readings: [{ unit: 'boiler-1', sensor: 'pressure', timestamp: '2026-11-28T09:00:00.000Z', value: 5000 }],
    },
    response: {
      items: [
        {
          readings: [
            {
              unit: 'rtu',
              sensor: 'pressure',
              timestamp: '2026-11-28T09:00:00.000Z',
              value: 0,
              quality: 'bad',
              flags: ['over-range'],
            },
          ],
          told: { protocol: 'modbus', type: 'int16', quality: 4, registers: [0] },
          reason: 'over-range',
          detail: 'The value is greater than fits.',
        },
      ],
    },
  },
}); // prettier-ignore

export const gatewayRoutes = [convertForGateway] as const;
