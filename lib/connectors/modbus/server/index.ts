export { Image, type ServedCommand } from './image';
export { ModbusServer, type ServerTls } from './server';
export { ServedTag, ServerConfig } from './spec';
export { addressList } from './address-list';
