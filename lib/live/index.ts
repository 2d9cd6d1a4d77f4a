export { LiveHub, type LiveFilter, type LiveSink } from './hub';
export { liveReading, type LiveReading } from './protocol';
export { createLiveServer, type LiveServer } from './server';
