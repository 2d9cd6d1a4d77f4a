import type { Fragment, ObjectHeader } from '../../../../lib/dnp3/app/fragment';
import { isResponse } from '../../../../lib/dnp3/app/function-code';
import { FragmentWriter } from '../../../../lib/dnp3/app/writer';

const WIDE = 0x28;

/** A fragment written again from what was read of it. Throws where the writer takes something not. */
export function rewritten({ control, function: code, iin, headers }: Fragment): Uint8Array {
  const writer = new FragmentWriter(4096).start(control, code, isResponse(code) ? iin : undefined);
  for (const header of headers)
    if (!write(writer, header)) throw new Error(`no room for g${header.variation.group}`);
  return writer.finish();
}

function write(writer: FragmentWriter, { variation, qualifier, span, content }: ObjectHeader): boolean {
  const { group, variation: number } = variation;
  const wide = qualifier === WIDE;
  switch (content.kind) {
    case 'named':
      if (span.kind === 'all') return writer.all(group, number);
      if (span.kind === 'range') return writer.range(group, number, span.start, span.stop);
      if (span.kind === 'count') return writer.limit(group, number, span.count);
      return writer.named(group, number, span.indices);
    case 'points':
      if (span.kind === 'range') return writer.run(variation, content.points) === content.points.length;
      return content.points.every((point) => writer.event(variation, point, content.synchronised, wide));
    case 'octets':
      return content.strings.every((one) => writer.octets(group, one, span.kind === 'indices'));
    case 'crobs':
      return writer.crobs(content.crobs, wide);
    case 'set-points':
      return writer.setPoints(number, content.setPoints, wide);
    case 'times':
      return content.times.every(({ time, interval }) =>
        writer.time(group === 50 ? 50 : 51, number, time, interval),
      );
    case 'delays':
      return content.delays.every((delay) =>
        number === 1 ? writer.delay(1, delay / 1000) : writer.delay(2, delay),
      );
    case 'attributes':
      return content.attributes.every(({ index, value }) => writer.attribute(number, index, value));
  }
}
