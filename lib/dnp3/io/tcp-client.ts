import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Dialler, type Dialled } from './dialler';
import { place } from './host-list';
import { tlsClientOptions, tlsContext, tlsPeer, tlsRefusal, type TlsMaterial, type TlsSettings } from './tls';
import { DEFAULT_LIMITS, type LineLimits, type Reconnect, type Transport } from './transport';

const DEFAULT_PORT = 20_000;
const DEFAULT_CONNECT_MS = 5000;
/** The operating system's probes beside the link layer's. */
const PROBE_MS = 60_000;

export interface TcpClientOptions extends Partial<LineLimits> {
  readonly host: string;
  /** Default 20000, which is registered for DNP. */
  readonly port?: number;
  /** To connect, and to agree on TLS, in ms; default 5,000. */
  readonly connectTimeoutMs?: number;
  readonly reconnect?: Reconnect;
}

/** A transport whose certificates can be exchanged while it runs: what is connected stays, new connections use them. */
export interface SecureTransport extends Transport {
  /** Throws TypeError when the new ones cannot be used; then the old ones stay. */
  reload(material: TlsMaterial): void;
}

/** Dials over TCP. */
export function tcpClient(options: TcpClientOptions): Transport {
  const { host, port = DEFAULT_PORT } = options;
  const at = place(host, port);
  const dial = async (signal: AbortSignal): Promise<Dialled> => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_MS });
    await opened(socket, 'connect', signal, options.connectTimeoutMs);
    return { stream: socket, peer: at };
  };
  return new Dialler(`TCP to ${at}`, dial, { ...DEFAULT_LIMITS, ...options }, options.reconnect ?? {});
}

/** Dials over TLS, with a certificate of its own. */
export function tlsClient(options: TcpClientOptions & { readonly tls: TlsSettings }): SecureTransport {
  const { host, port = DEFAULT_PORT, tls } = options;
  let { material } = tls;
  if (typeof material !== 'function') tlsContext(material, tls);
  const at = place(host, port);
  const dial = async (signal: AbortSignal): Promise<Dialled> => {
    const now = typeof material === 'function' ? await material() : material;
    signal.throwIfAborted();
    const socket = connectTls({ host, port, ...tlsClientOptions(host, now, tls) });
    socket.setNoDelay(true).setKeepAlive(true, PROBE_MS);
    await opened(socket, 'secureConnect', signal, options.connectTimeoutMs);
    const refusal = tlsRefusal(socket, tls.allow);
    if (refusal !== undefined) {
      socket.destroy();
      throw new Error(refusal);
    }
    return { stream: socket, peer: tlsPeer(socket, at) };
  };
  const limits = { ...DEFAULT_LIMITS, ...options };
  const dialler = new Dialler(`TLS to ${at}`, dial, limits, options.reconnect ?? {});
  return Object.assign(dialler, {
    reload: (next: TlsMaterial): void => {
      tlsContext(next, tls);
      material = next;
    },
  });
}

/** Resolves with the event; rejects with the socket's error, when it takes too long, or when the signal aborts. */
function opened(
  socket: Socket | TLSSocket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  timeoutMs = DEFAULT_CONNECT_MS,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      finish();
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const closed = (): void => fail(new Error('the other side has closed the connection'));
    const abort = (): void => fail(signal.reason as Error);
    const timer = setTimeout(() => fail(Object.assign(new Error(), { code: 'ETIMEDOUT' })), timeoutMs);
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('error', fail).off('close', closed).off(event, done);
    };
    const done = (): void => {
      finish();
      resolve();
    };
    socket.once('error', fail).once('close', closed).once(event, done);
    signal.addEventListener('abort', abort, { once: true });
  });
}
