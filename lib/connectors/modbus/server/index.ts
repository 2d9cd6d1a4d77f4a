export { Image, type ServedCommand } from './image';
export { ModbusServer } from './server';
export { ServedTag, ServerConfig } from './spec';
export { addressList } from './address-list';
export type { ServerTls } from './tls-context';
