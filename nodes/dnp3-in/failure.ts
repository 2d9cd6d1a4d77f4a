import type { Failure } from '../../lib/connectors/dnp3/spec';
import { ThermaCoreError } from '../../lib/core/errors';

const ADVICE = {
  timeout: 'See that the outstation answers, then ask again.',
  invalid: 'See in its device profile what the outstation can do.',
  unavailable: 'Ask again when the outstation is connected, and what it reports is stored.',
} as const;

/** A request that came to nothing, in the words of its result. */
export function failureOf(topic: string, { cause, reason, unsure }: Failure): ThermaCoreError {
  const code = cause === 'timeout' ? 'timeout' : cause === 'refused' ? 'invalid' : 'unavailable';
  const advice = unsure
    ? 'It was sent, and may have been carried out: look before you send it again.'
    : ADVICE[code];
  return new ThermaCoreError(code, `The request ${topic} came to nothing: ${reason.replace(/\.$/, '')}.`, {
    advice,
  });
}
