import { attributeName } from '../../dnp3/app/objects/attribute-names';
import type { AttributeValue, ObjectHeader } from '../../dnp3/app/fragment';
import type { Failure, RequestResult, Success } from '../../dnp3/master/request';

/** More than anybody reads in one message. */
const MOST_ROWS = 10_000;

/** An object that is no measurement, e.g. a deadband; octets in hexadecimal, times in epoch ms. */
export interface AnswerRow {
  readonly group: number;
  readonly variation: number;
  readonly index: number;
}

/** What a request brought, in plain JSON. */
export type Answer = Failure | ({ readonly ok: true } & Readonly<Record<string, unknown>>);

export const answerOf = (result: RequestResult): Answer => (result.ok ? toldOf(result) : result);

function toldOf(result: Success): Answer {
  switch (result.kind) {
    case 'done':
      return { ok: true };
    case 'read': {
      const rows = result.objects.flatMap(rowsOf);
      const left = rows.length - MOST_ROWS;
      const objects = rows.slice(0, MOST_ROWS);
      return { ok: true, measurements: result.measurements, objects, ...(left > 0 ? { left } : {}) };
    }
    case 'operate':
      return { ok: true, controls: result.controls };
    case 'restart':
      return { ok: true, delayMs: result.delayMs };
    case 'attributes':
      return {
        ok: true,
        attributes: result.attributes.map(({ variation, index, value }) => ({
          set: index,
          variation,
          ...named(index, variation),
          value: plain(value),
        })),
      };
  }
}

function rowsOf({ variation: { group, variation }, content }: ObjectHeader): AnswerRow[] {
  const row = <T extends { readonly index: number }>(more: T) => ({ group, variation, ...more });
  switch (content.kind) {
    case 'named':
      return [];
    case 'points':
      return content.points.map(({ index, value, time }) =>
        row({ index, value, ...(time === undefined ? {} : { time }) }),
      );
    case 'octets':
      return content.strings.map(({ index, octets }) => row({ index, value: hex(octets) }));
    case 'crobs':
      return content.crobs.map(row);
    case 'set-points':
      return content.setPoints.map(row);
    case 'times':
      return content.times.map(({ index, time, interval, units }) =>
        row({
          index,
          value: time,
          ...(interval === undefined ? {} : { interval }),
          ...(units === undefined ? {} : { units }),
        }),
      );
    case 'delays':
      return content.delays.map((value, index) => row({ index, value }));
    case 'attributes':
      return content.attributes.map(({ index, value }) =>
        row({ index, ...named(index, variation), value: plain(value) }),
      );
  }
}

/** Names are those of the standard's own set. */
function named(set: number, variation: number): { readonly name?: string } {
  const name = set === 0 ? attributeName(variation) : undefined;
  return name === undefined ? {} : { name };
}

const plain = ({ value }: AttributeValue): unknown => (value instanceof Uint8Array ? hex(value) : value);

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
