import { createHash } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { crypto_utils, type OPCUAServer, type StatusCode } from 'node-opcua';
import { PlacesByAddress, plainAddress, type Doorkeeper } from '../../../core/door';
import { messageOf } from '../../../core/errors';

/** What the library keeps to itself: the listening socket of an endpoint, which is there once it was asked to listen. */
interface Listening {
  readonly _server?: Server;
}

/** The part of a channel that looks at the certificate of who opens it, which nobody outside is told of otherwise. */
interface Checking {
  checkCertificate(certificate: Buffer | null): Promise<StatusCode>;
  readonly remoteAddress: string;
}

/**
 * As which fault the library ends a connection on octets that are no OPC UA: a hello or the head of a chunk that cannot be
 * read. A policy, certificate or size of buffers that is not taken is none: that may be a client of one's own.
 */
const GARBAGE = /Packet Assembler|Expecting 'HEL'|(?<!Buffer size.{0,80})StatusCode = BadConnectionRejected/;

/** Keeps out who may not connect, and tells of who sends no OPC UA or shows a certificate that nobody trusts. */
export function watchDoor(
  server: OPCUAServer,
  door: Doorkeeper & { certificate?(address: string, about: string): void },
  maxPerAddress: number,
): void {
  const places = new PlacesByAddress(maxPerAddress);
  for (const endpoint of server.endpoints) {
    // Before the library has made a channel of it, which costs.
    (endpoint as unknown as Listening)._server?.prependListener('connection', (socket: Socket) => {
      const address = plainAddress(socket.remoteAddress);
      socket.on('error', ({ message }) => {
        if (GARBAGE.test(message)) door.malformed(address, message.trim().slice(0, MAX_TEXT));
      });
      if (!door.admits(address) || !places.enter(address)) {
        socket.destroy();
        return;
      }
      socket.once('close', () => places.leave(address));
      outliveOctets(socket, (what) => door.malformed(address, what));
    });
    endpoint.on('newChannel', (channel: unknown) =>
      watchCertificate(channel as Checking, (address, about) => door.certificate?.(address, about)),
    );
  }
}

function watchCertificate(channel: Checking, tell: (address: string, about: string) => void): void {
  const check = channel.checkCertificate.bind(channel);
  channel.checkCertificate = async (certificate) => {
    const status = await check(certificate);
    const [leaf] = certificate && status.isNotGood() ? crypto_utils.split_der(certificate) : [];
    if (leaf)
      tell(plainAddress(channel.remoteAddress), `SHA-1 ${createHash('sha1').update(leaf).digest('hex')}`);
    return status;
  };
}

const MAX_TEXT = 120;

/**
 * The library throws out of a socket's `data` event on octets that it cannot read ("chunk is too small"), from anybody,
 * before any login; nobody behind it would catch that, and it would end the process. Here it ends the connection.
 */
function outliveOctets(socket: Socket, tell: (what: string) => void): void {
  const emit = socket.emit.bind(socket) as (event: string, ...told: unknown[]) => boolean;
  socket.emit = (event: string, ...told: unknown[]): boolean => {
    if (event !== 'data') return emit(event, ...told);
    try {
      return emit(event, ...told);
    } catch (error) {
      tell(messageOf(error).trim().slice(0, MAX_TEXT));
      socket.destroy();
      return true;
    }
  };
}
