import { z } from 'zod';
import type { Timer } from '../../lib/core/clock';
import { ThermaCoreError } from '../../lib/core/errors';
import { Fault, SimulatorConfig } from '../../lib/connectors/simulator/spec';
import { PLANT_DEFINITION, PlantModel } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { parseAt } from '../_kit/parse';
import { grouped } from '../_kit/rate';
import { defineNode, type FlowMessage } from '../_kit/register';
import type { TenantService } from '../_kit/services';
import { watchTenant } from '../_kit/watch';

const config = SimulatorConfig.extend({
  name: nameField,
  tenant: chosen('Tenant node: whose plant it is'),
  createUnits: z
    .boolean()
    .default(true)
    .describe('Make the units and sensors of the plant if they are missing'),
  autostart: z.boolean().default(true).describe('Run as soon as the tenant is there'),
  faults: z
    .array(Fault.extend({ enabled: z.boolean().default(true).describe('On from the start') }))
    .max(100)
    .default([])
    .describe('Faults that can be switched'),
});

/** A message that switches a fault: severity only matters when it is switched on. */
const Switch = Fault.partial({ severity: true }).extend({ on: z.boolean().default(true) });

const SWITCHES = 'Send for example {"kind": "pump-trip", "target": "pump-1", "on": true}.';

export = defineNode({
  name: 'simulator',
  config,
  create({ config: settings, platform, status, service, send, fail }) {
    const { clock } = platform;
    const { intervalMs, speed, plant, seed } = settings;
    const tenant = service<TenantService>(settings.tenant, 'tenant');
    const start = new Date(clock.now());
    const model = new PlantModel({ plant, seed, hourOfDay: start.getHours() + start.getMinutes() / 60 });
    for (const { enabled, ...fault } of settings.faults) if (enabled) model.switchFault(fault, true);

    let wanted = settings.autostart;
    let timer: Timer | undefined;

    function show(points: number): void {
      const faults = model.activeFaults.map(({ kind, target }) => [kind, target].filter(Boolean).join(' '));
      const rate = `${grouped(Math.round((points * 1000) / intervalMs))} points/s`;
      if (!timer) status.set('off', 'stopped');
      else status.set(faults.length > 0 ? 'warn' : 'ok', [rate, ...faults].join(' · '));
    }

    function tick(): void {
      model.step((intervalMs / 1000) * speed);
      const payload = model.readings(tenant.key, clock.now());
      send({ topic: 'readings', payload });
      show(payload.length);
    }

    function run(on: boolean): void {
      wanted = on;
      if (!watch.ready || (on && timer)) return;
      timer?.stop();
      timer = on ? clock.every(intervalMs, tick) : undefined;
      if (on) tick();
      else show(0);
    }

    async function begin(): Promise<void> {
      if (settings.createUnits) {
        const { store } = await tenant.database.ready();
        await store.plant.ensure(tenant.key, PLANT_DEFINITION);
        await store.directory.refresh();
      }
      run(wanted);
    }

    const watch = watchTenant(tenant, { fail, onReady: () => void begin().catch(fail) });
    status.set(watch.status.state, watch.status.text);

    function obey({ topic, payload }: FlowMessage): void {
      if (topic === 'start' || topic === 'stop') return run(topic === 'start');
      if (topic === 'clear') return model.clearFaults();
      if (topic !== 'fault')
        throw new ThermaCoreError(
          'invalid',
          `msg.topic is "${String(topic)}", which the simulator does not know.`,
          {
            field: 'msg.topic',
            advice: 'Send fault, clear, start or stop.',
          },
        );
      const { on, severity, ...fault } = parseAt(Switch, payload, 'msg.payload', SWITCHES);
      const known = settings.faults.find(
        ({ kind, target }) => kind === fault.kind && target === fault.target,
      );
      model.switchFault({ ...fault, severity: severity ?? known?.severity ?? 0.5 }, on);
    }

    return {
      input: (message) => obey(message),
      close() {
        watch.stop();
        timer?.stop();
        timer = undefined;
      },
    };
  },
});
