import type { Bench } from '../main';
import { sparkplug } from './sparkplug';

export const bench: Bench = {
  async *run(say) {
    yield sparkplug(say);
  },
};
