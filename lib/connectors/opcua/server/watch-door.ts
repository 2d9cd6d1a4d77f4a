import { createHash } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import type { OPCUAServer } from 'node-opcua';
import { PlacesByAddress, plainAddress, type Doorkeeper } from '../../../core/door';
import { messageOf } from '../../../core/errors';

/** What the library keeps to itself: the listening socket of an endpoint, which is there once it was asked to listen. */
interface Listening {
  readonly _server?: Server;
}

/** What it tells of a connection that came to nothing. */
interface FailedSocket {
  readonly remoteAddress?: string;
  readonly reason?: string;
}
interface FailedChannel {
  readonly clientCertificate?: Buffer | null;
}

/** Lines that broke and clients that took their time: nothing that somebody sent. */
const SILENCE = /timeout|timed out|ECONNRESET|EPIPE|socket.*(closed|ended)|disconnect|aborted/i;

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
      socket.on('error', () => undefined);
      if (!door.admits(address) || !places.enter(address)) {
        socket.destroy();
        return;
      }
      socket.once('close', () => places.leave(address));
      outliveOctets(socket, (what) => door.malformed(address, what));
    });
    endpoint.on('openSecureChannelFailure', (socket: FailedSocket, channel: FailedChannel) => {
      const address = plainAddress(socket.remoteAddress);
      const reason = socket.reason ?? '';
      const { clientCertificate } = channel;
      if (clientCertificate && /certificate/i.test(reason))
        door.certificate?.(address, `SHA-1 ${createHash('sha1').update(clientCertificate).digest('hex')}`);
      else if (!SILENCE.test(reason)) door.malformed(address, reason.slice(0, MAX_TEXT));
    });
  }
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
