import { FunctionCode } from '../../app/function-code';
import type { Now } from '../../machine';
import type { TimeSync } from '../config';
import { DONE, failure } from '../request';
import { end, refusalOf, type Question, type Task } from './task';

const NAME = 'time synchronisation';

/** Sets the outstation's clock the way that its line asks for (IEEE 1815-2012, clause 10); `off`: as on a LAN. */
export function timeTask(how: TimeSync): Task {
  if (how === 'non-lan') return delayTask();
  return how === 'direct-write' ? directTask() : lanTask();
}

function writeTime(variation: 1 | 3, utc: number): Question {
  return {
    code: FunctionCode.Write,
    write: (writer) => writer.time(50, variation, utc),
    // Repeated later the time would be wrong: the whole conversation is, from its first request on.
    repeatable: true,
  };
}

const RECORD: Question = { code: FunctionCode.RecordCurrentTime, write: () => true, repeatable: true };

/** Both requests of a LAN, for a broadcast: nobody answers the first one. */
export function lanTimeQuestions(now: Now): readonly Question[] {
  return [RECORD, writeTime(3, now.utc)];
}

/** LAN: the outstation keeps the moment at which the first request came, and is then told what time it was. */
function lanTask(): Task {
  let recorded: number | undefined;
  return {
    name: NAME,
    reads: false,
    begin(now) {
      recorded = now.utc;
      return RECORD;
    },
    take(answer) {
      const refusal = refusalOf(NAME, answer);
      if (refusal) return end(refusal);
      if (recorded === undefined) return end(DONE);
      const ask = writeTime(3, recorded);
      recorded = undefined;
      return { ask };
    },
  };
}

/** Serial lines: half of what a round trip takes, without the outstation's own delay, is added to the time. */
function delayTask(): Task {
  let asked: Now | undefined;
  return {
    name: NAME,
    reads: false,
    begin(now) {
      asked = now;
      return { code: FunctionCode.DelayMeasure, write: () => true, repeatable: true };
    },
    take(answer, now) {
      const refusal = refusalOf(NAME, answer);
      if (refusal) return end(refusal);
      if (!asked) return end(DONE);
      const [header] = answer.headers;
      const delay = header?.content.kind === 'delays' ? header.content.delays[0] : undefined;
      if (delay === undefined || answer.headers.length !== 1)
        return end(failure('malformed', 'the outstation answers DELAY_MEASURE without its delay (group 52)'));
      const there = Math.max(0, (now.mono - asked.mono - delay) / 2);
      asked = undefined;
      return { ask: writeTime(1, Math.round(now.utc + there)) };
    },
  };
}

function directTask(): Task {
  return {
    name: NAME,
    reads: false,
    begin: (now) => writeTime(1, now.utc),
    take: (answer) => end(refusalOf(NAME, answer) ?? DONE),
  };
}
