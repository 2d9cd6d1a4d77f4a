export { EdgeRunner, type EdgeRunnerOptions } from './edge/edge-runner';
export type { EdgeCommand } from './edge/edge-node';
export type { BornMetric, HostEvent } from './host/effects';
export type { HostCommand } from './host/host';
export { HostRunner, type HostRunnerOptions } from './host/host-runner';
export { placing, type MetricAddress } from './host/placing';
export { sensorTypeOf } from './payload/data-types';
export type { Publish } from './topics';
export type { SparkplugTransport, TopicListener } from './transport';
