import { controlOctet, nextSeq } from '../app/control-octet';
import { isForBroadcast } from '../app/function-code';
import { FragmentWriter } from '../app/writer';
import { Address } from '../link/frame';
import type { Now } from '../machine';
import { MOST_SEGMENT_OCTETS } from '../transport/segments';
import { failure, type Failure, type MasterRequest } from './request';
import { faultOf } from './request-check';
import { taskOf } from './tasks';
import type { Question } from './tasks/task';
import { lanTimeQuestions } from './tasks/time';

/** How outstations tell that they heard a broadcast: not, until it is confirmed, or in one response. */
export type BroadcastAcknowledgement = 'no-confirm' | 'confirm' | 'optional';

/** The address for each (IEEE 1815-2012, 9.2.4.1.4). */
export const BROADCAST_ADDRESS: Readonly<Record<BroadcastAcknowledgement, number>> = {
  'no-confirm': Address.BroadcastNoConfirm,
  confirm: Address.BroadcastConfirm,
  optional: Address.BroadcastOptional,
};

/** Builds the fragments of broadcasts; they have sequence numbers of their own. */
export class Broadcasts {
  private seq = 15;

  fragments(request: MasterRequest, now: Now): readonly Uint8Array[] | Failure {
    const fault = faultOf(request);
    if (fault) return failure('refused', fault);
    const questions = request.kind === 'time' ? lanTimeQuestions(now) : [taskOf(request, 'off').begin(now)];
    const fragments: Uint8Array[] = [];
    for (const question of questions) {
      const fragment = this.fragment(question);
      if (!(fragment instanceof Uint8Array)) return fragment;
      fragments.push(fragment);
    }
    for (const fragment of fragments) this.number(fragment);
    return fragments;
  }

  private fragment({ code, write }: Question): Uint8Array | Failure {
    if (!isForBroadcast(code))
      return failure('refused', 'this request expects an answer, and cannot go to all outstations at once');
    const writer = new FragmentWriter(MOST_SEGMENT_OCTETS);
    writer.start({ fir: true, fin: true, con: false, uns: false, seq: 0 }, code);
    if (!write(writer))
      return failure('refused', `a broadcast has ${MOST_SEGMENT_OCTETS} octets at most; ask for less`);
    return writer.finish();
  }

  private number(fragment: Uint8Array): void {
    this.seq = nextSeq(this.seq);
    fragment[0] = controlOctet({ fir: true, fin: true, con: false, uns: false, seq: this.seq });
  }
}
