import type { OutstationOptions } from '../../../lib/dnp3/outstation/config';
import { PointDatabase } from '../../../lib/dnp3/outstation/database';
import type { OutstationEffect } from '../../../lib/dnp3/outstation/effect';
import type { Reading } from '../../../lib/dnp3/outstation/point';
import { OutstationSession } from '../../../lib/dnp3/outstation/session';
import type { PointType } from '../../../lib/dnp3/app/objects/variation';
import { Conversation } from './conversation';
import { requests } from './fragments';

export interface Station {
  readonly talk: Conversation<OutstationEffect>;
  readonly session: OutstationSession;
  readonly database: PointDatabase;
  /** Takes a reading now. */
  update(type: PointType, index: number, reading: Reading | boolean | number): void;
  open(): void;
}

/** An outstation that is not connected yet, without points. Unless told otherwise it speaks only when asked. */
export function outstation(
  define: (database: PointDatabase) => void,
  options: OutstationOptions = {},
): Station {
  const database = new PointDatabase();
  define(database);
  const session = new OutstationSession({ unsolicited: false, ...options }, database);
  const talk = new Conversation<OutstationEffect>({
    machine: session,
    deliver: (fragment, now) => session.received(fragment, 'none', now),
    ignored: ['log', 'event-overflow'],
  });
  return {
    talk,
    session,
    database,
    open: () => session.opened(talk.now),
    update: (type, index, reading) =>
      void database.update(type, index, typeof reading === 'object' ? reading : { value: reading }, talk.now),
  };
}

/** Connected, its clock set and its restart indication cleared: it answers with IIN 0000. */
export function running(define: (database: PointDatabase) => void, options: OutstationOptions = {}): Station {
  const station = outstation(define, { needTime: false, ...options });
  station.open();
  if (options.unsolicited === true) {
    station.talk.answer();
    station.talk.sends(requests.confirmUnsolicited(0));
  }
  station.talk.sends(requests.clearRestart(15));
  station.talk.answer();
  return station;
}
