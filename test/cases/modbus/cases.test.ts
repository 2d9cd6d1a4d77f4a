import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LinkStatus } from '../../../lib/connectors/connector';
import { ModbusBuses, ModbusConfig, ModbusConnector, ModbusPoint } from '../../../lib/connectors/modbus';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Collector } from '../../contract/collector';
import { ModbusField, type Request } from '../../support/modbus-field';

/**
 * A device that does something bad, and what must happen. `replies` are used one after the other, the last again and again;
 * one with `when` answers only requests like that, as often as they come.
 */
const Case = z.strictObject({
  what: z.string(),
  config: z.record(z.string(), z.unknown()).default({}),
  points: z.array(z.record(z.string(), z.unknown())).default([{ unit: 'boiler-1', sensor: 'x', address: 0 }]),
  replies: z.array(
    z.strictObject({
      /** A frame; {tid}, {tid+n}, {unit}, {unit+n} stand for those of the request. Absent: the device is silent. */
      hex: z.string().optional(),
      afterMs: z.number().default(0),
      close: z.boolean().default(false),
      when: z.strictObject({ start: z.number(), count: z.number().optional() }).optional(),
    }),
  ),
  expect: z.strictObject({
    /** Good values that come, at least. */
    values: z.array(z.number()).default([]),
    never: z.array(z.number()).default([]),
    /** Flags of readings that are bad. */
    bad: z.array(z.string()).default([]),
    state: z.string().optional(),
    text: z.string().optional(),
    connections: z.number().default(1),
    connectionsAtMost: z.number().default(Infinity),
    requestsBelow: z.number().default(Infinity),
  }),
});
type Reply = z.output<typeof Case>['replies'][number];

const DEADLINE_MS = 6000;
/** So long nothing may come that must never. */
const QUIET_MS = 300;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function frame(hex: string, { transaction, unit }: Request): Buffer {
  const put = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const filled = hex
    .replace(/\{tid(?:\+(\d+))?\}/g, (_, more: string | undefined) =>
      put((transaction + Number(more ?? 0)) & 0xffff, 4),
    )
    .replace(/\{unit(?:\+(\d+))?\}/g, (_, more: string | undefined) =>
      put((unit + Number(more ?? 0)) & 0xff, 2),
    );
  return Buffer.from(filled.replace(/\s/g, ''), 'hex');
}

const fits = ({ when }: Reply, { start, count }: Request): boolean =>
  when !== undefined && when.start === start && (when.count === undefined || when.count === count);

function missing(counts: readonly unknown[], wanted: readonly unknown[]): unknown[] {
  const left = [...counts];
  return wanted.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

describe('Modbus devices that behave badly', () => {
  for (const name of readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)) {
    const its = Case.parse(JSON.parse(readFileSync(join(__dirname, name, 'case.json'), 'utf8')));

    it(`${name}: ${its.what}`, async () => {
      const inOrder = its.replies.filter(({ when }) => !when);
      let asked = 0;
      const field = await ModbusField.start((request, socket) => {
        const reply =
          its.replies.find((one) => fits(one, request)) ?? inOrder[Math.min(asked++, inOrder.length - 1)];
        if (!reply) return;
        setTimeout(() => {
          if (socket.destroyed) return;
          if (reply.hex) socket.write(frame(reply.hex, request));
          if (reply.close) socket.end();
        }, reply.afterMs);
      });
      const connector = new ModbusConnector(
        ModbusConfig.parse({
          host: '127.0.0.1',
          port: field.port,
          timeoutMs: 100,
          retries: 0,
          intervalMs: 50,
          ...its.config,
        }),
        { clock: systemClock, logger: silentLogger, meter: nullMeter },
        new ModbusBuses(),
      );
      const collector = new Collector();
      let status: LinkStatus | undefined;
      connector.onLink((now) => (status = now));
      connector.bind(
        its.points.map((point) => ModbusPoint.parse(point)),
        collector,
      );
      connector.start();

      const { expect } = its;
      const lacks = (): string[] => {
        const good = collector.readings.filter(({ quality }) => quality === 'good').map(({ value }) => value);
        const bad = collector.readings
          .filter(({ quality }) => quality === 'bad')
          .flatMap(({ flags = [] }) => flags);
        return [
          ...missing(good, expect.values).map((value) => `value ${String(value)}`),
          ...missing(bad, expect.bad).map((flag) => `bad ${String(flag)}`),
          ...(expect.state && status?.state !== expect.state ? [`state ${expect.state}`] : []),
          ...(expect.text && !new RegExp(expect.text).test(status?.text ?? '')
            ? [`text ${expect.text}`]
            : []),
          ...(field.connections < expect.connections ? [`${expect.connections} connections`] : []),
        ];
      };
      try {
        const deadline = performance.now() + DEADLINE_MS;
        while (lacks().length > 0) {
          assert.ok(
            performance.now() < deadline,
            `lacks ${lacks().join(', ')}; status ${status?.state}: ${status?.text}; readings ${JSON.stringify(
              collector.readings.slice(0, 5).map(({ value, quality, flags }) => ({ value, quality, flags })),
            )}; ${field.connections} connections`,
          );
          await sleep(5);
        }
        if (expect.never.length > 0) await sleep(QUIET_MS);
        for (const value of expect.never)
          assert.ok(!collector.values.includes(value), `${value} was made of it`);
        assert.ok(field.connections <= expect.connectionsAtMost, `${field.connections} connections`);
        assert.ok(field.requests.length < expect.requestsBelow, `${field.requests.length} requests`);
      } finally {
        await connector.stop();
        await field.stop();
      }
    });
  }
});
