export { ConvertAnswer, ConvertQuestion, convertDry } from './dry-run';
export { Gateway, type Loss } from './gateway';
export { LOSS_REASONS, lossInWords, type LossReason } from './misfit';
export { GatewayRule, GatewayRules, MAX_RULES } from './rule';
export { PROTOCOLS, typeNames, type TargetProtocol } from './types';
