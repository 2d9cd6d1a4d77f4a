import type { Bench } from '../main';
import { convert } from './convert';
import { sparkplug } from './sparkplug';

export const bench: Bench = {
  async *run(say) {
    yield convert(say);
    yield sparkplug(say);
  },
};
