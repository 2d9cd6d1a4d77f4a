import { createHash } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import type { OPCUAServer } from 'node-opcua';
import { PlacesByAddress, plainAddress, type Doorkeeper } from '../../../core/door';

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
      if (door.admits(address) && places.enter(address)) socket.once('close', () => places.leave(address));
      else socket.destroy();
    });
    endpoint.on('openSecureChannelFailure', (socket: FailedSocket, channel: FailedChannel) => {
      const address = plainAddress(socket.remoteAddress);
      const reason = socket.reason ?? '';
      const { clientCertificate } = channel;
      if (clientCertificate && /certificate/i.test(reason))
        door.certificate?.(address, `SHA-1 ${createHash('sha1').update(clientCertificate).digest('hex')}`);
      else if (!SILENCE.test(reason)) door.malformed(address, reason.slice(0, 120));
    });
  }
}
