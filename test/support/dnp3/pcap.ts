import type { Line, Transport } from '../../../lib/dnp3/io/transport';

type Side = 'master' | 'outstation';

const PORT = 20_000;
const ETHERNET = 14;
const IP = 20;
const TCP = 20;

/** A packet as it would have been on the wire. */
export interface Packet {
  readonly from: Side;
  readonly octets: Uint8Array;
}

/** What two sides wrote to their transports, one packet for each write, in order; and as a file that tshark reads. */
export class Recording {
  readonly packets: Packet[] = [];
  private readonly records: Buffer[] = [fileHeader()];
  private stream = 0;
  private sequence: Record<Side, number> = { master: 1, outstation: 1 };

  /** A connection of its own, with a client port of its own. */
  nextStream(): void {
    this.stream++;
    this.sequence = { master: 1, outstation: 1 };
  }

  /** Writes down what goes out on a transport. */
  of<T extends Transport>(transport: T, from: Side): T {
    const start = transport.start.bind(transport);
    transport.start = (listener) =>
      start({
        ...listener,
        opened: (line) => listener.opened(this.tapped(line, from)),
        trouble: (reason) => listener.trouble(reason),
      });
    return transport;
  }

  file(): Buffer {
    return Buffer.concat(this.records);
  }

  private tapped(line: Line, from: Side): Line {
    return {
      peer: line.peer,
      write: (octets) => {
        this.add(from, octets);
        line.write(octets);
      },
      close: (reason) => line.close(reason),
    };
  }

  private add(from: Side, octets: Uint8Array): void {
    this.packets.push({ from, octets: octets.slice() });
    const client = 40_000 + this.stream;
    const to: Side = from === 'master' ? 'outstation' : 'master';
    const packet = Buffer.alloc(ETHERNET + IP + TCP + octets.length);
    packet.writeUInt16BE(0x0800, 12);
    const ip = packet.subarray(ETHERNET);
    ip[0] = 0x45;
    ip.writeUInt16BE(IP + TCP + octets.length, 2);
    ip[8] = 64;
    ip[9] = 6;
    ip.set(address(from), 12);
    ip.set(address(to), 16);
    const tcp = ip.subarray(IP);
    tcp.writeUInt16BE(from === 'master' ? client : PORT, 0);
    tcp.writeUInt16BE(from === 'master' ? PORT : client, 2);
    tcp.writeUInt32BE(this.sequence[from], 4);
    tcp.writeUInt32BE(this.sequence[to], 8);
    tcp[12] = 0x50;
    tcp[13] = 0x18; // PSH, ACK
    tcp.writeUInt16BE(0xffff, 14);
    tcp.set(octets, TCP);
    this.sequence[from] += octets.length;
    const header = Buffer.alloc(16);
    header.writeUInt32LE(this.packets.length, 0);
    header.writeUInt32LE(packet.length, 8);
    header.writeUInt32LE(packet.length, 12);
    this.records.push(header, packet);
  }
}

const address = (side: Side): Buffer => Buffer.from([192, 0, 2, side === 'master' ? 1 : 10]);

/** Of a pcap file of version 2.4 with Ethernet frames. */
function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0x40000, 16);
  header.writeUInt32LE(1, 20);
  return header;
}
