/**
 * A program that starts a connector, waits for a state, stops it and has nothing more to do: it ends unless something
 * of the connector keeps it alive. Run by connector-contract.ts with the module and what to make of it as arguments.
 */
import type { z } from 'zod';
import type { ConnectorSpec, LinkState } from '../../lib/connectors/connector';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import { Collector, link } from './collector';

export interface Orders {
  readonly module: string;
  readonly name: string;
  readonly config: unknown;
  readonly point: unknown;
  readonly until: LinkState;
}

async function main({ module, name, config, point, until }: Orders): Promise<void> {
  const specs = (await import(module)) as Record<string, ConnectorSpec<z.ZodType, z.ZodType>>;
  const spec = specs[name];
  if (!spec) throw new Error(`${module} has no ${name}`);
  const connector = spec.create(spec.config.parse(config), {
    clock: systemClock,
    logger: silentLogger,
    meter: nullMeter,
  });
  connector.bind([spec.point.parse(point)], new Collector());
  connector.start();
  await link(connector, until);
  await connector.stop();
  process.stdout.write('stopped\n');
}

void main(JSON.parse(process.argv[2] ?? '') as Orders);
