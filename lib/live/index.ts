export type { LiveFilter } from './filter';
export { LiveHub, type LiveHubOptions, type LiveWish } from './hub';
export type { LiveAlarm, Topic } from './item';
export { CLOSE, ClientMessage, LIVE_PROTOCOL, type ServerMessage } from './messages';
export {
  LIVE_PATH,
  createLiveServer,
  type LiveLimits,
  type LiveServer,
  type LiveServerOptions,
} from './socket';
export type { LiveSink } from './subscription';
