import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { isKey } from '../../lib/core/ids';
import { isQualityClass } from '../../lib/core/quality';
import { timestampFault, valueFault, type Reading } from '../../lib/core/reading';
import { chosen, nameField } from '../_kit/fields';
import { deliveryOf, readingsOf } from '../_kit/message';
import { Rate, bytesText } from '../_kit/rate';
import { defineNode, type FlowMessage } from '../_kit/register';
import type { DatabaseService } from '../_kit/services';
import type { StatusState } from '../_kit/status';

const config = z.object({
  name: nameField,
  database: chosen('Database node'),
});

/** Readings kept in memory until a database that is still starting is there. */
const MAX_WAITING = 50_000;
const MAX_ORDINAL = 32_767;
/** Where the fill of the spool, in percent, is found among a tenant's readings. */
const SPOOL_FILL = { unit: 'scada', sensor: 'spool-fill' } as const;

/**
 * Why a reading cannot be stored, whatever the database says. Function nodes may have made it: one without a tenant is
 * never stored under a guessed one, and one that no column can hold must not hold up the others.
 */
function fault(reading: Partial<Reading> | null, now: number): string | undefined {
  if (typeof reading !== 'object' || reading === null) return 'malformed-reading';
  const { tenant, unit, sensor, timestamp, value, quality, ordinal = 0 } = reading;
  if (!isKey(tenant)) return 'no-tenant';
  if (typeof unit !== 'string' || typeof sensor !== 'string' || !isQualityClass(quality))
    return 'malformed-reading';
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal > MAX_ORDINAL) return 'malformed-reading';
  return timestampFault(timestamp ?? NaN, now) ?? valueFault(value);
}

export = defineNode({
  name: 'timescale-out',
  config,
  create({ config: { database: databaseId }, platform, status, service, send, fail }) {
    const lease = service<DatabaseService>(databaseId, 'database');
    const rate = new Rate(platform.clock);
    let waiting = 0;
    let closed = false;
    let refused = 0;
    const tenants = new Set<string>();

    const line = status.live(() => {
      const { state, text } = lease.status();
      const recorder = lease.current()?.recorder.status;
      if (!recorder) return { state: LOOK[state], text };
      const inSpool = `${bytesText(recorder.spoolBytes)} in the spool`;
      const moving = true;
      switch (recorder.state) {
        case 'full':
          return { state: 'error', text: `spool full (${inSpool}): nothing more is confirmed`, moving };
        case 'spooling':
          return { state: 'warn', text: `database away: ${inSpool}`, moving };
        case 'replaying':
          return { state: 'busy', text: `${rate.text}, storing what waited: ${inSpool}`, moving };
        case 'storing':
      }
      if (state !== 'ready') return { state: LOOK[state], text, moving };
      if (rate.perMinute === 0) return { state: 'ok', text: `ready: ${text}` };
      const counts = refused > 0 ? ` · ${refused} refused` : '';
      return {
        state: 'ok',
        text: `${rate.text}, commit ${Math.ceil(recorder.commitMs)} ms${counts}`,
        moving,
      };
    });
    const stopStatus = lease.onStatus(() => line?.touch());

    let stopRefused = (): void => undefined;
    let stopLevel = (): void => undefined;
    lease.ready().then(
      ({ recorder }) => {
        if (closed) return;
        // The recorder tells all of its users; what came by another node is that node's to send.
        stopRefused = recorder.onRefused((list) =>
          refuse(list.filter(({ reading }) => tenants.has(reading.tenant))),
        );
        stopLevel = recorder.onSpoolLevel((fill) => sendSpoolFill(fill));
      },
      () => undefined,
    );

    function refuse(list: readonly { reading: unknown; reason: string }[]): void {
      if (list.length === 0) return;
      refused += list.length;
      line.touch();
      send([{ topic: 'refused', payload: list }, null]);
    }

    /** An alarm reading for each tenant whose readings are at stake, before the spool is full and nothing is confirmed. */
    function sendSpoolFill(fill: number): void {
      const timestamp = platform.clock.now();
      for (const tenant of tenants) {
        const reading: Reading = { tenant, ...SPOOL_FILL, timestamp, value: fill * 100, quality: 'good' };
        send([null, { topic: 'spool-fill', payload: [reading], tenant }]);
      }
    }

    /** The readings that can be stored; the others go to the output, loudly. */
    function storable(readings: Reading[], message: FlowMessage): Reading[] {
      const now = platform.clock.now();
      const stray: { reading: unknown; reason: string }[] = [];
      const good = readings.filter((reading) => {
        const reason = fault(reading, now);
        if (reason) stray.push({ reading, reason });
        else tenants.add(reading.tenant);
        return reason === undefined;
      });
      if (stray.length === 0) return readings;
      refuse(stray);
      const reasons = [...new Set(stray.map(({ reason }) => reason))].join(', ');
      fail(
        new ThermaCoreError(
          'invalid',
          `${stray.length} of ${readings.length} readings were not stored: ${reasons}.`,
          {
            field: 'msg.payload',
            advice: 'Put a "scope" node in front: it sets the tenant and says what is wrong with each.',
          },
        ),
        message,
      );
      return good;
    }

    function store(readings: readonly Reading[], delivery: string | undefined): void {
      const recorder = lease.current()?.recorder;
      if (recorder) return recorder.accept(readings, delivery);
      if (waiting + readings.length > MAX_WAITING)
        throw new ThermaCoreError('unavailable', `The database is not there yet: ${lease.status().text}.`, {
          advice:
            'These readings were not stored; a field device that waits for confirmation sends them again.',
        });
      waiting += readings.length;
      lease
        .ready()
        .then((database) => database.recorder.accept(readings, delivery))
        .catch((error: unknown) => closed || fail(error))
        .finally(() => (waiting -= readings.length));
    }

    return {
      input(message) {
        const readings = storable(readingsOf(message), message);
        store(readings, deliveryOf(message));
        rate.add(readings.length);
        line.touch();
      },
      close() {
        closed = true;
        stopStatus();
        stopRefused();
        stopLevel();
      },
    };
  },
});

const LOOK: Record<ReturnType<DatabaseService['status']>['state'], StatusState> = {
  starting: 'busy',
  ready: 'ok',
  away: 'warn',
  failed: 'error',
  closed: 'off',
};
