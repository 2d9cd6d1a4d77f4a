import { isThermaCoreError } from '../../../lib/core/errors';
import { lockStateFolder } from '../../../lib/platform/state-lock';

/** A process of its own that takes the state folders it is told, at the moment it is told, and says how that went. */
export interface Order {
  readonly folder: string;
  /** Epoch ms. */
  readonly at: number;
}
export interface Outcome {
  readonly held: boolean;
  readonly sentence: string;
}

function take({ folder, at }: Order): Outcome {
  while (Date.now() < at);
  try {
    lockStateFolder(folder);
    return { held: true, sentence: '' };
  } catch (error) {
    return { held: false, sentence: isThermaCoreError(error) ? error.sentence : String(error) };
  }
}

process.on('message', (order: Order) => process.send?.(take(order)));
