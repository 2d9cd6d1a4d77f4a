import type { Bench } from '../main';
import { decoding } from './decode';
import { oneLine } from './line';
import { manySessions } from './sessions';

export const bench: Bench = {
  async *run(say) {
    yield* decoding(say);
    yield* oneLine(say);
    yield* manySessions(say);
  },
};
