export { Api, type ApiOptions } from './api';
export { METHODS, Reply, route } from './contract';
export type {
  ApiCall,
  ApiReply,
  ApiRequest,
  Handler,
  Listener,
  Method,
  ReplyOptions,
  Route,
  RouteDefinition,
} from './contract';
export { isOrigin } from './cors';
export { createApiHandler, type ApiHandlerOptions } from './express';
export { ownRoute, type OwnRoute } from './own-route';
export { Stream, Upload, gzipped, type StreamSource, type StreamTarget, type UploadSource } from './stream';
export { HttpError, Problem, problemOf } from './problem';
export { DEFAULT_RATES, RateLimits, type RateSettings } from './rate-limits';
export * as routes from './routes';
