export * from './auth';
export * from './exports';
export * from './history';
export * from './imports';
export * from './readings';
export * from './sensors';
export * from './system';
export * from './units';
