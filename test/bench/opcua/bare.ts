/**
 * The reference: the smallest program that does the same with the same library. node-opcua, one subscription, its items in
 * one group, values counted. Arguments: a task, and `latency` when the time from a value's date to its notification is to be
 * noted, too.
 */
import {
  AttributeIds,
  ClientSubscription,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  type DataValue,
} from 'node-opcua';
import { testPki } from '../../support/opcua-pki';
import { endWith, reportWhenAsked } from '../reporting';
import { quantile } from '../statistics';
import { BySecond } from './by-second';
import { QUEUE_SIZE, SECURITY, nodeIds, taskOf } from './task';

const task = taskOf(process.argv[2]);
const seconds = new BySecond();
const latencies: number[] | undefined = process.argv[3] === 'latency' ? [] : undefined;
let values = 0;

async function main(): Promise<void> {
  const pki = await testPki('bare', true);
  const { applicationUri, applications, certificateFile, privateKeyFile } = pki;
  const client = OPCUAClient.create({
    applicationUri,
    certificateFile,
    privateKeyFile,
    clientCertificateManager: applications,
    endpointMustExist: false,
    securityPolicy: SecurityPolicy[SECURITY.policy],
    securityMode: MessageSecurityMode[SECURITY.mode],
  });
  await client.connect(task.url);
  const session = await client.createSession();
  const subscription = ClientSubscription.create(session, {
    requestedPublishingInterval: task.publishingMs,
    requestedLifetimeCount: 1000,
    requestedMaxKeepAliveCount: 10,
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 0,
  });
  const group = await subscription.monitorItems(
    nodeIds(task).map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
    { samplingInterval: task.samplingMs, queueSize: QUEUE_SIZE, discardOldest: true },
    TimestampsToReturn.Both,
  );
  group.on('changed', (_item: unknown, { sourceTimestamp }: DataValue) => {
    const timestamp = sourceTimestamp?.getTime() ?? 0;
    values++;
    seconds.add(timestamp);
    latencies?.push(Date.now() - timestamp);
  });
  endWith(
    () => session.close(true),
    () => client.disconnect(),
    () => pki.remove(),
  );
  reportWhenAsked(() => ({
    values,
    seconds: seconds.counted,
    ...(latencies && { p99: quantile(latencies.splice(0), 0.99) }),
  }));
  console.log('ready');
}

void main();
