export { CHANNELS, NotificationTargetInput, NotificationTargetPatch, type Channel } from './target';
export { NotificationRouteInput, NotificationRoutePatch } from './route';
export { NOTIFIED_EVENTS } from './event';
export { DELIVERY_STATES } from './ports';
export { PLACEHOLDERS } from './text/template';
export * from './shown';
