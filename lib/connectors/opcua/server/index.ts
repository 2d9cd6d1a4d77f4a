export type { ServerPki } from './pki-port';
export type * from './alarm-ports';
export type * from './ports';
export { OpcuaServer, type OpcuaServerCounts, type OpcuaServerOptions } from './server';
export { REDUNDANCY, SECURITY_POLICIES, ServerConfig, UserCertificate } from './spec';
