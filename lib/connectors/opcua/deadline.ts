import type { Clock } from '../../core/clock';
import { OpcuaFailure } from './failure';

/** What `work` comes to; rejects with BadTimeout when that takes longer than `ms`. */
export function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => reject(OpcuaFailure.of('BadTimeout')));
    void work.then(resolve, reject).finally(() => timer.stop());
  });
}
