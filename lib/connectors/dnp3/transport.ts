import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Clock } from '../../core/clock';
import { HostList } from '../../dnp3/io/host-list';
import type { TlsMaterial, TlsSettings } from '../../dnp3/io/tls';
import { tcpClient, tlsClient, type SecureTransport, type TcpClientOptions } from '../../dnp3/io/tcp-client';
import {
  tcpServer,
  tlsServer,
  type ListeningTransport,
  type TcpServerOptions,
} from '../../dnp3/io/tcp-server';
import type { Transport } from '../../dnp3/io/transport';
import { udp } from '../../dnp3/io/udp';
import { trustOf, type HeldCertificate, type NamedIdentity } from '../named-certificate';
import { pemOf } from '../pem';

/** The way, in the words of a form. */
export interface Way {
  readonly transport: 'tcp' | 'tls' | 'udp' | 'tcp-server' | 'tls-server' | 'udp-server';
  readonly host: string;
  readonly port: number;
  /** To connect, in ms. */
  readonly connectTimeoutMs: number;
  readonly maxConnections: number;
  /** Whether certificates may be named by file: in a form of a flow, but not in the registry, which tenants write. */
  readonly readsFiles: boolean;
  /** In the place of `cert` and `key`. */
  readonly held?: HeldCertificate | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly servername?: string | undefined;
  readonly peers: string;
  readonly allowHosts: string;
  /** Of those that listen: whether an address may connect now. */
  readonly admits?: ((address: string) => boolean) | undefined;
}

/** Pauses between two tries, in ms; the longest is at most a quarter more. */
const RECONNECT = { minMs: 500, maxMs: 24_000 } as const;

const entriesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** `onDial`: it is tried again. Throws `configuration` that names the field of the form. */
export function transportOf(
  way: Way,
  clock: Clock,
  onDial: () => void = () => undefined,
): Transport | ListeningTransport {
  const { transport, host, port, connectTimeoutMs, maxConnections } = way;
  const again = (ms: number, run: () => void) =>
    clock.after(ms, () => {
      onDial();
      run();
    });
  const reconnect = { ...RECONNECT, after: again };
  const client: TcpClientOptions = { host, port, connectTimeoutMs, reconnect };
  const allow = entriesOf(way.allowHosts);
  checked('allowHosts', () => new HostList(allow));
  const { admits } = way;
  const server: TcpServerOptions = { host, port, allow, maxConnections, ...(admits ? { admits } : {}) };
  switch (transport) {
    case 'tcp':
      return tcpClient(client);
    case 'tls':
      return checked('cert', () => tlsClient({ ...client, tls: tlsOf(way) }));
    case 'udp':
      return udp({ host: '0.0.0.0', port: 0, remote: { host, port } });
    case 'tcp-server':
      return tcpServer(server);
    case 'tls-server':
      return checked('cert', () => tlsServer({ ...server, tls: tlsOf(way) }));
    case 'udp-server':
      return udp({ host, port, allow, maxPeers: maxConnections, ...(admits ? { admits } : {}) });
  }
}

/** What the stack says of an option, with the field of the form that it came from. */
function checked<T>(field: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ThermaCoreError) throw error;
    throw new ThermaCoreError('configuration', `${field}: ${messageOf(error)}`, { field, cause: error });
  }
}

/** What TLS is set up with where a certificate is named. */
export const materialOf = ({ cert, key, ...others }: NamedIdentity, ca: Buffer | undefined): TlsMaterial => ({
  cert,
  key,
  ...trustOf(others, ca),
});

/** The authority of the other side, where it is given. */
export const authorityOf = ({ ca, readsFiles }: Pick<Way, 'ca' | 'readsFiles'>): Buffer | undefined =>
  ca ? (readsFiles ? pemOf : pemText)(ca, 'ca') : undefined;

function tlsOf(way: Way): TlsSettings {
  const { cert, key, servername, peers, readsFiles, held } = way;
  const read = readsFiles ? pemOf : pemText;
  const material = (text: string | undefined, field: string): Buffer => read(required(text, field), field);
  const authority = authorityOf(way);
  return {
    material: held
      ? async () => materialOf(await held.current(), authority)
      : { ca: material(way.ca, 'ca'), cert: material(cert, 'cert'), key: material(key, 'key') },
    allow: entriesOf(peers),
    ...(servername ? { servername } : {}),
  };
}

function pemText(text: string, field: string): Buffer {
  if (/-----BEGIN /.test(text)) return Buffer.from(text);
  throw new ThermaCoreError('configuration', `${field}: is no PEM text.`, {
    field,
    advice: 'Give the text that begins with -----BEGIN.',
  });
}

function required(text: string | undefined, field: string): string {
  if (text) return text;
  throw new ThermaCoreError('configuration', `${field}: is missing; TLS of DNP3 is mutual.`, {
    field,
    advice: 'Give PEM text: our certificate, its key, and the authority of the other side.',
  });
}

/** Gives what listens another certificate for connections from now on; what dials asks for it at each. */
export function reload(transport: Transport, material: TlsMaterial): void {
  if ('reload' in transport) (transport as SecureTransport).reload(material);
}
