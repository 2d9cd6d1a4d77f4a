/**
 * Asks one URL again and again and measures. Requests are written and answers cut by hand, so that the machine's two cores
 * are left to what is measured. Arguments: port, path, token, connections, seconds, requests per second (0: as many as come
 * back). At a rate the time of a request begins when it is due, whether a connection is free or not. Prints
 * `{seconds, perSecond, statuses, p50, p99}`, times in ms of the answers with 200, but for those of the first second, in which
 * this process opens its connections and is compiled itself.
 */
import { connect } from 'node:net';
import { quantile } from '../statistics';

const [port = '', path = '', token = '', connections = '1', seconds = '1', rate = '0'] =
  process.argv.slice(2);
const TICK_MS = 1;
const WARM_MS = 1000;
const END_OF_HEAD = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)/i;

const request = Buffer.from(
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
);
const took: number[] = [];
const statuses = new Map<string, number>();
/** When requests that found no free connection were due. */
const due: number[] = [];
const idle: Line[] = [];
const perMs = Number(rate) / 1000;
let over = false;

/** A connection, with one request at a time on it. */
class Line {
  private readonly socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  private rest: Buffer = Buffer.alloc(0);
  private from = 0;

  constructor() {
    this.socket.on('connect', () => this.next());
    this.socket.on('data', (data: Buffer) => this.take(data));
    this.socket.on('error', () => process.exit(1));
  }

  ask(from: number): void {
    this.from = from;
    this.socket.write(request);
  }

  private next(): void {
    if (over) return;
    if (perMs === 0) return this.ask(performance.now());
    const from = due.shift();
    if (from === undefined) idle.push(this);
    else this.ask(from);
  }

  private take(data: Buffer): void {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, data]) : data;
    const headEnd = this.rest.indexOf(END_OF_HEAD);
    if (headEnd < 0) return;
    const head = this.rest.toString('latin1', 0, headEnd);
    if (this.rest.length < headEnd + END_OF_HEAD.length + Number(LENGTH.exec(head)?.[1] ?? 0)) return;
    this.rest = Buffer.alloc(0);
    const status = head.slice(9, 12);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === '200' && this.from >= began + WARM_MS) took.push(performance.now() - this.from);
    this.next();
  }
}

for (let i = 0; i < Number(connections); i++) new Line();
const began = performance.now();
let sent = 0;
const pace = setInterval(() => {
  const now = performance.now();
  for (; sent < Math.floor((now - began) * perMs); sent++) {
    const line = idle.pop();
    if (line) line.ask(began + sent / perMs);
    else due.push(began + sent / perMs);
  }
}, TICK_MS);
setTimeout(
  () => {
    over = true;
    clearInterval(pace);
    const spent = (performance.now() - began) / 1000;
    const all = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      JSON.stringify({
        seconds: spent,
        perSecond: all / spent,
        statuses: Object.fromEntries(statuses),
        p50: quantile(took, 0.5),
        p99: quantile(took, 0.99),
      }),
    );
    process.exit(0);
  },
  Number(seconds) * 1000,
);
