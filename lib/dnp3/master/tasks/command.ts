import type { Control } from '../../app/control';
import { CommandStatus, statusWords } from '../../app/command-status';
import type { Fragment } from '../../app/fragment';
import { FunctionCode } from '../../app/function-code';
import { DONE, failure, type ControlResult, type OperateMode, type RequestResult } from '../request';
import { writeControls } from './controls';
import { readEcho } from './echo';
import { end, refusalOf, type Question, type Step, type Task } from './task';

/** Controls: at once, at once without an answer, or selected first and then operated. */
export function commandTask(mode: OperateMode, controls: readonly Control[]): Task {
  if (mode === 'select-before-operate') return selectTask(controls);
  const code = mode === 'direct' ? FunctionCode.DirectOperate : FunctionCode.DirectOperateNoAck;
  const operate = controlQuestion(code, controls);
  return {
    name: mode === 'direct' ? 'direct operate' : 'direct operate without acknowledgement',
    reads: false,
    begin: () => operate,
    take: (answer) => end(mode === 'direct' ? resultOf('direct operate', controls, answer) : DONE),
  };
}

function selectTask(controls: readonly Control[]): Task {
  const select = controlQuestion(FunctionCode.Select, controls);
  const operate = controlQuestion(FunctionCode.Operate, controls);
  let selected = false;
  return {
    name: 'select before operate',
    reads: false,
    begin() {
      selected = false;
      return select;
    },
    take(answer): Step {
      if (selected) return end(resultOf('operate', controls, answer));
      const result = resultOf('select', controls, answer);
      // Only what the outstation selected as a whole and without a complaint is operated.
      if (!result.ok) return end(result);
      selected = true;
      return { ask: operate };
    },
  };
}

function controlQuestion(code: FunctionCode, controls: readonly Control[]): Question {
  return {
    code,
    write: (writer) => writeControls(writer, controls),
    // A selection has no effect of its own; an operation happens once, or is known not to be known.
    repeatable: code === FunctionCode.Select,
  };
}

function resultOf(step: string, controls: readonly Control[], answer: Fragment): RequestResult {
  const refusal = refusalOf(step, answer);
  if (refusal && answer.headers.length === 0) return refusal;
  const statuses = readEcho(controls, answer);
  if (typeof statuses === 'string') return failure('malformed', `the answer to the ${step} ${statuses}`);
  const results = statuses.map(({ index, status }): ControlResult => ({
    index,
    status,
    words: statusWords(status),
  }));
  const bad = results.filter(({ status }) => status !== CommandStatus.Success);
  const [first] = bad;
  if (first) {
    const more = bad.length > 1 ? `, and ${bad.length - 1} more` : '';
    const reason = `the outstation does not ${step} output ${first.index}: ${first.words}${more}`;
    return { ...failure('status', reason), controls: results };
  }
  return refusal ? { ...refusal, controls: results } : { ok: true, kind: 'operate', controls: results };
}
