import { z } from 'zod';
import { Key } from '../../lib/core/plant';
import type { Reading } from '../../lib/core/reading';
import { Deadband, DeadbandConfig } from '../../lib/platform';
import { nameField } from '../_kit/fields';
import { readingsOf } from '../_kit/message';
import { Rate, percentOf } from '../_kit/rate';
import { filtered } from '../_kit/readings-message';
import { defineNode } from '../_kit/register';
import type { DatabaseService } from '../_kit/services';

const Pattern = z.union([z.literal('*'), Key]).default('*');

const Override = DeadbandConfig.extend({
  unit: Pattern.describe('Unit it applies to; * for all'),
  sensor: Pattern.describe('Sensor it applies to; * for all'),
});

const config = DeadbandConfig.extend({
  name: nameField,
  database: z
    .string()
    .optional()
    .describe(
      'Database node that knows the ranges of sensors, for percent; empty: that of this installation',
    ),
  overrides: z
    .array(Override)
    .max(1000)
    .default([])
    .describe('Other bands for some sensors; the first that matches counts'),
});

type Pass = (reading: Reading) => boolean;

export = defineNode({
  name: 'deadband',
  config,
  create({ config: settings, platform, status, service }) {
    const usesRange = [settings, ...settings.overrides].some(({ percent }) => percent > 0);
    const own = usesRange && !settings.database ? platform.database() : undefined;
    const database = settings.database ? service<DatabaseService>(settings.database, 'database') : own;
    const directory = {
      find: (tenant: string, unit: string, sensor: string) =>
        database?.current()?.store.directory.find(tenant, unit, sensor),
      hasUnit: () => true,
    };

    const all = new Deadband(settings, directory);
    const bands = settings.overrides.map((override) => {
      const band = new Deadband(override, directory);
      const matches: Pass = ({ unit, sensor }) =>
        (override.unit === '*' || override.unit === unit) &&
        (override.sensor === '*' || override.sensor === sensor);
      return { matches, band };
    });
    const passes: Pass = (reading) => {
      const band = bands.find(({ matches }) => matches(reading))?.band ?? all;
      return band.apply([reading]).length > 0;
    };

    const came = new Rate(platform.clock);
    const passed = new Rate(platform.clock);
    const line = status.live(() => {
      const moving = came.perMinute > 0;
      const text = moving ? `${passed.text} of ${came.text} (${percentOf(passed, came)})` : 'ready';
      return { state: 'ok', text, moving };
    });

    return {
      input(message, send) {
        const readings = readingsOf(message);
        const kept = bands.length === 0 ? all.apply(readings) : readings.filter(passes);
        came.add(readings.length);
        passed.add(kept.length);
        line.touch();
        const outgoing = filtered(message, kept);
        if (outgoing) send(outgoing);
      },
      close: () => own?.release(),
    };
  },
});
