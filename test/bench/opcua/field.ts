/**
 * The server of the plant: variables of which each changes so many times a second, all spread evenly over its time, dated
 * by the clock that the clients of the bench have, too. Arguments: how many variables, changes of each in a second.
 * SIGUSR2 prints how many it has made, by the second that they are dated in, as JSON.
 */
import { OpcuaField } from '../../support/opcua-field';
import { endWith, reportWhenAsked } from '../reporting';
import { BySecond } from './by-second';

const [count = 0, hertz = 1] = process.argv.slice(2).map(Number);

/** Between two portions of variables that change at once. */
const PORTION_MS = 10;

const made = new BySecond();

async function main(): Promise<void> {
  const field = await OpcuaField.start();
  const { DataType, StatusCodes } = field.opcua;
  const variables = Array.from({ length: count }, (_, i) =>
    field.variable(
      `v${i}`,
      'Double',
      { dataType: DataType.Double, value: 0 },
      // A change is told when it happens, not found by looking.
      { minimumSamplingInterval: 0 },
    ),
  );
  const began = performance.now();
  let next = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * hertz * count);
    const now = new Date();
    const changed = Math.min(due, next + count);
    made.add(now.getTime(), changed - next);
    for (; next < changed; next++)
      variables[next % count]?.setValueFromSource(
        { dataType: DataType.Double, value: next },
        StatusCodes.Good,
        now,
      );
  }, PORTION_MS);
  endWith(() => field.stop());
  reportWhenAsked(() => made.counted);
  console.log(`at ${JSON.stringify({ url: field.url, namespace: field.namespace.index })}`);
  console.log('ready');
}

void main();
