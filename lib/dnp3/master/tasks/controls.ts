import type { Control } from '../../app/control';
import type { FragmentWriter } from '../../app/writer';

/** Neighbours of a kind share a header. */
export function writeControls(writer: FragmentWriter, controls: readonly Control[]): boolean {
  for (let first = 0; first < controls.length;) {
    const control = controls[first] as Control;
    let next = first + 1;
    while (next < controls.length && sameKind(control, controls[next] as Control)) next++;
    const group = controls.slice(first, next);
    const fitted =
      control.kind === 'crob'
        ? writer.crobs(group.flatMap((one) => (one.kind === 'crob' ? [one.crob] : [])))
        : writer.setPoints(
            control.variation,
            group.flatMap((one) => (one.kind === 'set-point' ? [one.setPoint] : [])),
          );
    if (!fitted) return false;
    first = next;
  }
  return true;
}

function sameKind(a: Control, b: Control): boolean {
  if (a.kind === 'crob') return b.kind === 'crob';
  return b.kind === 'set-point' && a.variation === b.variation;
}
