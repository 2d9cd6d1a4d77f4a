/** DNP3 (IEEE 1815-2012): a master, an outstation, and what they are made of. */
export { CommandStatus, statusWords } from './app/command-status';
export type { Control } from './app/control';
export { Flag } from './app/flags';
export { CrobCode, type Crob, type SetPoint } from './app/fragment';
export { Iin, iinNames } from './app/iin';
export type { PointType } from './app/objects/variation';
export { DECODE_LEVELS, type DecodeLevel } from './decode-log/level';
export { Association, type AssociationListener } from './io/association';
export { DnpMaster, type DnpMasterOptions } from './io/master';
export {
  DnpOutstation,
  type Conversing,
  type DnpOutstationOptions,
  type OutstationNotice,
} from './io/outstation';
export { streamTransport, type StreamOptions } from './io/stream';
export { tcpClient, tlsClient, type SecureTransport, type TcpClientOptions } from './io/tcp-client';
export { tcpServer, tlsServer, type ListeningTransport, type TcpServerOptions } from './io/tcp-server';
export type { TlsMaterial, TlsSettings } from './io/tls';
export type { Line, LineLimits, LineListener, Reconnect, Transport, TransportListener } from './io/transport';
export { udp, type UdpOptions } from './io/udp';
export { masterConfig, type MasterConfig, type TimeSync } from './master/config';
export type { MasterCounts } from './master/effects';
export type { MasterRequest, RequestResult } from './master/request';
export type { MasterState } from './master/states';
export type { Measurement } from './measurement';
export { outstationConfig, type OutstationConfig, type OutstationOptions } from './outstation/config';
export { PointDatabase } from './outstation/database';
export type { Condition } from './outstation/outstation';
export type { PointClass, PointOptions, Reading } from './outstation/point';
