import { FunctionCode } from '../../app/function-code';
import { failure } from '../request';
import { end, refusalOf, type Task } from './task';

/** Restarts the outstation: as if switched on (cold), or its program alone. It says how long that takes. */
export function restartTask(cold: boolean): Task {
  const name = cold ? 'cold restart' : 'warm restart';
  return {
    name,
    reads: false,
    begin: () => ({
      code: cold ? FunctionCode.ColdRestart : FunctionCode.WarmRestart,
      write: () => true,
      repeatable: false,
    }),
    take(answer) {
      const refusal = refusalOf(name, answer);
      if (refusal) return end(refusal);
      const [header] = answer.headers;
      const delayMs = header?.content.kind === 'delays' ? header.content.delays[0] : undefined;
      return end(
        delayMs === undefined
          ? failure(
              'malformed',
              `the outstation answers the ${name} without saying how long it takes (group 52)`,
            )
          : { ok: true, kind: 'restart', delayMs },
      );
    },
  };
}
