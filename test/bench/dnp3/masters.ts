/**
 * A master for each port of a field, all in this process, which poll classes 1, 2 and 3 once a second:
 * `masters.ts <ports as JSON>`. Reports how long the answers took, from the write of a poll to its first octets.
 */
import { FunctionCode } from '../../../lib/dnp3/app/function-code';
import { DnpMaster } from '../../../lib/dnp3/io/master';
import { tcpClient } from '../../../lib/dnp3/io/tcp-client';
import type { Line, Transport } from '../../../lib/dnp3/io/transport';
import type { Association } from '../../../lib/dnp3/io/association';
import { reportWhenAsked } from '../reporting';
import { quantile } from '../statistics';

const INTERVAL_MS = 1000;
/** Where the function code stands in the first frame of a request. */
const FUNCTION_AT = 12;
const ports = JSON.parse(process.argv[2] ?? '[]') as number[];

let answers: number[] = [];
let measurements = 0;

/** The same transport, with a stop watch. */
function timed(transport: Transport): Transport {
  const start = transport.start.bind(transport);
  transport.start = (listener) =>
    start({
      trouble: (reason) => listener.trouble(reason),
      opened: (line) => {
        let asked: number | undefined;
        const watched: Line = {
          peer: line.peer,
          write: (octets) => {
            if (octets[FUNCTION_AT] === FunctionCode.Read) asked = performance.now();
            line.write(octets);
          },
          close: (reason) => line.close(reason),
        };
        const to = listener.opened(watched);
        return {
          closed: (reason) => to.closed(reason),
          received: (octets) => {
            if (asked !== undefined) answers.push(performance.now() - asked);
            asked = undefined;
            to.received(octets);
          },
        };
      },
    });
  return transport;
}

function begin(port: number, n: number): Association {
  const master = new DnpMaster({ transport: timed(tcpClient({ host: '127.0.0.1', port })) });
  const association = master.add(
    {
      classPeriodsMs: { 1: INTERVAL_MS, 2: INTERVAL_MS, 3: INTERVAL_MS },
      unsolicited: { 1: false, 2: false, 3: false },
      phaseMs: Math.floor((n * INTERVAL_MS) / ports.length),
    },
    {
      measured: (batch, settle) => {
        measurements += batch.length;
        settle(true);
      },
    },
  );
  void master.start();
  return association;
}

const began = performance.now();
const associations = ports.map(begin);
const looking = setInterval(() => {
  if (!associations.every(({ state }) => state === 'online')) return;
  clearInterval(looking);
  console.log(`started ${JSON.stringify(Math.round(performance.now() - began))}`);
  setTimeout(() => console.log('ready'), INTERVAL_MS);
}, 10);

reportWhenAsked(() => {
  const report = {
    polls: answers.length,
    p50: quantile(answers, 0.5),
    p99: quantile(answers, 0.99),
    measurements,
  };
  answers = [];
  measurements = 0;
  return report;
});
