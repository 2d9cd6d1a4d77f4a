import { z } from 'zod';
import { ThermaCoreError, isThermaCoreError } from '../../lib/core/errors';
import { MAX_FAULTS, type Reading, type RejectionReason } from '../../lib/core/reading';
import { Scope, authorisedTenant, routes, type Database, type Principal } from '../../lib/platform';
import { chosen, nameField } from '../_kit/fields';
import { parseAt } from '../_kit/parse';
import { principalOf } from '../_kit/principal';
import { Rate } from '../_kit/rate';
import { defineNode, type FlowMessage } from '../_kit/register';
import { ofWholeTenant } from '../_kit/resource';
import type { DatabaseService, TenantService } from '../_kit/services';
import { wireErrorOf } from '../_kit/wire-error';

const config = z.object({
  name: nameField,
  database: chosen('Database node'),
  tenant: z.string().optional().describe('Tenant node, for messages without a user'),
});

const { path } = routes.addReadings;
type Taken = z.output<typeof routes.ReadingsTaken>;

const HELD: Partial<Record<RejectionReason, ThermaCoreError>> = {
  'storage-quota': new ThermaCoreError('quota-exceeded', 'The storage of the tenant is used up.', {
    advice: 'Ask an administrator of the platform to raise the quota, and send the readings again.',
  }),
  'tenant-suspended': new ThermaCoreError('forbidden', 'The tenant is suspended.', {
    advice: 'Ask an administrator of the platform.',
  }),
};

export = defineNode({
  name: 'ingest',
  config,
  create({ config: form, platform, status, service, fail }) {
    const database = service<DatabaseService>(form.database, 'database');
    const fixed = form.tenant ? service<TenantService>(form.tenant, 'tenant') : undefined;
    const received = platform.meter.counter(
      'thermacore_readings_received_total',
      'Readings that the field delivered',
    );
    const rejections = platform.rejections();
    const rate = new Rate(platform.clock);
    let closed = false;
    const line = status.live(() => {
      const { state, text: name } = database.status();
      if (state !== 'ready') return { state: state === 'failed' ? 'error' : 'warn', text: name };
      const { summary } = rejections;
      const moving = rate.perMinute > 0;
      const text = [moving ? rate.text : 'ready', summary].filter(Boolean).join(' · ');
      return { state: summary ? 'warn' : 'ok', text, moving };
    });
    const stopStatus = database.onStatus(() => line.touch());

    function current(): Database {
      const ready = database.current();
      if (ready) return ready;
      throw new ThermaCoreError('unavailable', 'The database is not ready yet.', {
        advice: 'Send the readings again in a few seconds.',
      });
    }

    /** A user always counts more than the form, as in every node that answers "api in". */
    function tenantFor(principal: Principal | undefined): string {
      if (principal?.units) throw ofWholeTenant();
      if (principal) return authorisedTenant(principal, 'reading:publish');
      if (fixed) return fixed.key;
      throw new ThermaCoreError('unauthenticated', 'The message has no user, and no tenant is chosen here.', {
        field: 'tenant',
        advice: 'Start the flow with "api in", or choose a tenant in this node.',
      });
    }

    /** What may go on, as readings of the tenant, and what the answer says of the rest. */
    function take(message: FlowMessage): { readings: readonly Reading[]; taken: Taken } {
      const principal = principalOf(message);
      const tenant = tenantFor(principal);
      const { readings } = parseAt(
        routes.addReadings.body,
        message.payload,
        'msg.payload',
        'Send { "readings": [{ "unit", "sensor", "value" }] }; the help of this node has an example.',
      );
      const { store } = current();
      const states = platform.tenants.of(store);
      const receivedAt = platform.clock.now();
      const origin = { protocol: 'api', device: principal?.username ?? tenant, address: path, receivedAt };
      const candidates = readings.map(({ timestamp, flags, ...rest }): Reading => ({
        tenant,
        ...rest,
        timestamp: timestamp ?? receivedAt,
        ...(flags ? { flags } : {}),
        origin,
      }));
      const { accepted, rejected, held } = new Scope({
        tenant,
        directory: store.directory,
        clock: platform.clock,
        gauge: () => states.gaugeOf(tenant),
        hold: () => states.holdOf(tenant),
      }).apply(candidates);
      if (held !== undefined) throw HELD[held] ?? new ThermaCoreError('unavailable', held);
      received.add(candidates.length);
      for (const rejection of rejected) rejections.count(rejection);
      const places = new Map(candidates.map((candidate, i) => [candidate as unknown, i]));
      const faults = rejected.slice(0, MAX_FAULTS).map(({ reading, reason, detail }) => ({
        index: places.get(reading) ?? 0,
        reason,
        detail,
      }));
      return { readings: accepted, taken: { accepted: accepted.length, refused: rejected.length, faults } };
    }

    return {
      input(message, send) {
        const answer = (payload: unknown): void => {
          if (!closed) send([{ ...message, payload }, null]);
        };
        const refuse = (error: unknown): void => {
          if (closed) return;
          // The client of a request gets the error as its answer; anybody else's is the engineer's to see.
          if (message['apiRequest'] === undefined) return fail(error, message);
          if (!isThermaCoreError(error)) fail(error);
          send([{ ...message, error: wireErrorOf(error) }, null]);
        };
        try {
          const { readings, taken } = take(message);
          line.touch();
          if (readings.length === 0) return answer(taken);
          rate.add(readings.length);
          // Who asked is told when `timescale out` has kept them, in the database or on disk (ADR 2).
          const id = platform.deliveries.open((stored) =>
            stored ? answer(taken) : refuse(notKept(readings.length)),
          );
          send([null, { topic: 'readings', payload: readings, delivery: { id } }]);
        } catch (error) {
          refuse(error);
        }
      },
      close() {
        closed = true;
        stopStatus();
      },
    };
  },
});

const notKept = (count: number): ThermaCoreError =>
  new ThermaCoreError('unavailable', `${count} readings were not confirmed as kept.`, {
    advice: 'Send them again; those that are stored already are recognised and not stored twice.',
  });
