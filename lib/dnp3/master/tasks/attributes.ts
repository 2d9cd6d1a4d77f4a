import { FunctionCode } from '../../app/function-code';
import type { NumberedAttribute } from '../request';
import { end, refusalOf, type Task } from './task';

/** Non-specific: all attributes (g0v254). */
const ALL = 254;
const STANDARD_SET = 0;
/** As many as a set can have. */
const MOST = 256;

/** What the outstation says about itself: maker, version, limits. */
export function attributesTask(): Task {
  let attributes: NumberedAttribute[] = [];
  const name = 'read of the device attributes';
  return {
    name,
    reads: false,
    begin() {
      attributes = [];
      return {
        code: FunctionCode.Read,
        write: (writer) => writer.range(0, ALL, STANDARD_SET, STANDARD_SET),
        repeatable: true,
      };
    },
    take(answer) {
      for (const { content, variation } of answer.headers)
        if (content.kind === 'attributes')
          for (const attribute of content.attributes)
            if (attributes.length < MOST) attributes.push({ ...attribute, variation: variation.variation });
      if (!answer.control.fin) return undefined;
      const refusal = attributes.length === 0 ? refusalOf(name, answer) : undefined;
      return end(refusal ?? { ok: true, kind: 'attributes', attributes });
    },
  };
}
