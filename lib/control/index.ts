export {
  CommandService,
  MAX_ASKED_PER_MINUTE,
  MAX_OPEN,
  type CommandServiceOptions,
  type Requester,
} from './command-service';
export { parseInterlock, type Interlock } from './interlock';
export type * from './ports';
export { CONFIRM_WITHIN_MS } from './refusals';
