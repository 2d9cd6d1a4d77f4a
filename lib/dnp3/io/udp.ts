import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { alarmClock, type Alarm } from './alarm-clock';
import { faultWords } from './faults';
import { HostList, place, withoutMapping } from './host-list';
import type { ListeningTransport } from './tcp-server';
import type { Line, LineListener, TransportListener } from './transport';

const DEFAULT_PEERS = 16;
const DEFAULT_IDLE_MS = 180_000;
const REOPEN_MS = 1000;
/** Of a datagram that no network on the way takes apart. */
const DATAGRAM_OCTETS = 1400;
const START = [0x05, 0x64] as const;

export interface UdpOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  /** Whom to speak to. Without it whoever speaks first is answered. */
  readonly remote?: { readonly host: string; readonly port: number };
  /** Who may speak: addresses and networks. Empty: everybody. Not looked at where there is a `remote`, which alone may. */
  readonly allow?: readonly string[];
  /** Whether an address may speak first now, or go on; default yes. Asked at each datagram. */
  readonly admits?: (address: string) => boolean;
  /** Lines at most, of those who speak first; default 16. */
  readonly maxPeers?: number;
  /** Of those who speak first: forgotten when nothing came for so long, in ms; default 180,000. */
  readonly idleTimeoutMs?: number;
}

/** Datagrams (IEEE 1815-2012, 13.2): whole link frames in each, and a line for each peer. */
export function udp(options: UdpOptions): ListeningTransport {
  return new UdpTransport(options);
}

class UdpTransport implements ListeningTransport {
  readonly name: string;
  private readonly hosts: HostList;
  private readonly lines = new Map<string, UdpLine>();
  private socket: Socket | undefined;
  private listener: TransportListener | undefined;
  private bound = 0;
  /** The address of the remote that is set. */
  private remote: string | undefined;
  private reopening: NodeJS.Timeout | undefined;

  constructor(private readonly options: UdpOptions) {
    const { host = '127.0.0.1', port, remote } = options;
    this.name = remote
      ? `UDP from ${place(host, port)} to ${place(remote.host, remote.port)}`
      : `UDP on ${place(host, port)}`;
    this.hosts = new HostList(options.allow);
  }

  get port(): number {
    return this.bound;
  }

  async start(listener: TransportListener): Promise<void> {
    if (this.listener) return;
    this.listener = listener;
    const { host = '127.0.0.1', port, remote } = this.options;
    const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
    this.socket = socket;
    try {
      if (remote) this.remote = (await lookup(remote.host)).address;
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind({ address: host, port, exclusive: true }, () => {
          socket.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      this.listener = undefined;
      socket.close();
      throw new Error(`${this.name}: ${faultWords(error)}`, { cause: error });
    }
    socket.on('error', (error) => this.listener?.trouble(`${this.name}: ${faultWords(error)}`));
    socket.on('message', (octets, from) => this.receive(octets, from));
    this.bound = socket.address().port;
    if (remote) this.openRemote();
  }

  async stop(): Promise<void> {
    this.listener = undefined;
    clearTimeout(this.reopening);
    const { socket } = this;
    this.socket = undefined;
    if (!socket) return;
    for (const line of [...this.lines.values()]) line.close('stopped');
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  private receive(octets: Uint8Array, { address, port }: RemoteInfo): void {
    const { remote, maxPeers = DEFAULT_PEERS, idleTimeoutMs = DEFAULT_IDLE_MS } = this.options;
    const from = withoutMapping(address);
    if (remote) {
      if (from === this.remote) this.lines.get(from)?.receive(octets);
      return;
    }
    // There is no connection that would stand: who is kept out is heard no more.
    if (this.options.admits?.(from) === false) return;
    const known = this.lines.get(place(from, port));
    if (known) return known.receive(octets);
    // Whatever is no frame opens no line, and is not worth a word: anybody can send it, as from any address.
    if (!this.hosts.allows(address) || octets[0] !== START[0] || octets[1] !== START[1]) return;
    if (this.lines.size >= maxPeers) {
      this.listener?.trouble(
        `${this.name}: ${place(address, port)} is not heard: ${maxPeers} peers speak, which is the limit`,
      );
      return;
    }
    this.open(place(from, port), address, port, idleTimeoutMs)?.receive(octets);
  }

  private openRemote(): void {
    const { remote } = this.options;
    const address = this.remote;
    if (!remote || address === undefined) return;
    // A peer that is set is spoken to again, as if a connection were there anew.
    this.open(address, address, remote.port, 0, () => {
      if (this.listener) this.reopening = setTimeout(() => this.openRemote(), REOPEN_MS);
    });
  }

  private open(
    key: string,
    host: string,
    port: number,
    idleTimeoutMs: number,
    onEnd: () => void = () => undefined,
  ): UdpLine | undefined {
    const { socket, listener } = this;
    if (!socket || !listener) return undefined;
    const send = (octets: Uint8Array): void => {
      // Lost is what datagrams may be; the link layer's time-outs say so.
      if (this.socket === socket) socket.send(octets, port, host, () => undefined);
    };
    const line = new UdpLine(place(host, port), send, idleTimeoutMs, () => {
      this.lines.delete(key);
      onEnd();
    });
    this.lines.set(key, line);
    line.listen(listener.opened(line));
    return line;
  }
}

class UdpLine implements Line {
  private listener: LineListener | undefined;
  private reason: string | undefined;
  private heardAt = performance.now();
  private readonly alarm: Alarm;

  constructor(
    readonly peer: string,
    private readonly send: (octets: Uint8Array) => void,
    private readonly idleTimeoutMs: number,
    private readonly onEnd: () => void,
  ) {
    this.alarm = alarmClock.alarm(() => this.look());
    this.look();
  }

  listen(listener: LineListener): void {
    this.listener = listener;
    if (this.reason !== undefined) listener.closed(this.reason);
  }

  receive(octets: Uint8Array): void {
    this.heardAt = performance.now();
    this.listener?.received(octets);
  }

  write(octets: Uint8Array): void {
    if (this.reason !== undefined) return;
    for (const datagram of datagrams(octets)) this.send(datagram);
  }

  close(reason: string): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    alarmClock.set(this.alarm, undefined);
    this.onEnd();
    this.listener?.closed(reason);
  }

  private look(): void {
    if (this.idleTimeoutMs === 0 || this.reason !== undefined) return;
    const at = this.heardAt + this.idleTimeoutMs;
    if (performance.now() >= at) this.close(`nothing came for ${this.idleTimeoutMs / 1000} s`);
    else alarmClock.set(this.alarm, at);
  }
}

/** Whole frames, as many as a datagram holds. */
function* datagrams(octets: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  let at = 0;
  while (at < octets.length) {
    const end = at + frameOctets(octets[at + 2] as number);
    if (end - from > DATAGRAM_OCTETS && at > from) {
      yield octets.subarray(from, at);
      from = at;
    }
    at = end;
  }
  yield octets.subarray(from);
}

/** Of a frame by its LENGTH: ten of the header, then blocks of 16 with a CRC each (IEEE 1815-2012, 9.2.4.1). */
function frameOctets(length: number): number {
  const user = length - 5;
  return 10 + user + 2 * Math.ceil(user / 16);
}
