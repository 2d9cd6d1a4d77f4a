export type { ServerPki } from './pki-port';
export type * from './ports';
export { OpcuaServer, type OpcuaServerCounts, type OpcuaServerOptions } from './server';
export { SECURITY_POLICIES, ServerConfig, UserCertificate } from './spec';
