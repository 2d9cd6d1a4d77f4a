export { ServedOutstation, type ServedControl } from './outstation';
export { statusOf } from './pending-controls';
export { OutstationConfig, ServedPoint } from './spec';
