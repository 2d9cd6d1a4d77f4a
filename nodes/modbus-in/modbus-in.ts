import { z } from 'zod';
import { ModbusConfig, ModbusPoint } from '../../lib/connectors/modbus/spec';
import { deviceDriver, fleetDriver } from '../_kit/drivers';
import { runField } from '../_kit/field-node';
import { chosen, nameField } from '../_kit/fields';
import { defineNode } from '../_kit/register';
import type { ModbusBusService, TenantService } from '../_kit/services';

const MAX_POINTS = 10_000;

const config = ModbusConfig.pick({
  unitId: true,
  intervalMs: true,
  wordOrder: true,
  timeoutMs: true,
  retries: true,
  maxRegisters: true,
  maxBits: true,
  maxGap: true,
}).extend({
  name: nameField,
  source: z
    .enum(['form', 'registry'])
    .default('form')
    .describe('The one device of this form, or all enabled Modbus devices of the tenant in the registry'),
  bus: z.string().optional().describe('Modbus bus node: the way to the device of this form'),
  tenant: chosen('Tenant node: every reading that comes here belongs to this tenant'),
  points: z.array(ModbusPoint).max(MAX_POINTS).default([]).describe('Which register is which sensor'),
  knownOnly: z
    .boolean()
    .default(true)
    .describe('Refuse readings of sensors that do not exist; switch off when a later node renames them'),
});

export = defineNode({
  name: 'modbus-in',
  config,
  create(context) {
    const { config: form, platform, service } = context;
    const tenant = service<TenantService>(form.tenant, 'tenant');
    const isFleet = form.source === 'registry';
    return runField(context, {
      tenant,
      knownOnly: form.knownOnly,
      isFleet,
      driver(receiver, onStatus) {
        if (isFleet) return fleetDriver(platform, platform.modbus, tenant, receiver, onStatus);
        const { way } = service<ModbusBusService>(form.bus ?? '', 'bus');
        const connector = platform.modbus.create(ModbusConfig.parse({ ...form, ...way }), platform);
        return deviceDriver(connector, form.points, receiver, onStatus);
      },
    });
  },
});
