export * from './auth';
export * from './history';
export * from './readings';
export * from './sensors';
export * from './system';
export * from './units';
