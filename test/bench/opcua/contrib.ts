/**
 * The reference of flows: Node-RED with `node-red-contrib-opcua`, an item node for each variable, wired to one client node
 * that subscribes, as its documentation shows; a function node counts. Arguments: a task, user folder.
 *
 * Its one interval is that of publishing and of sampling, and it asks for no more than ten values in a message.
 */
import { reportWhenAsked, sleep } from '../reporting';
import { startNodeRed } from '../stock-node-red';
import { SECURITY, nodeIds, taskOf } from './task';

const task = taskOf(process.argv[2]);
const userDir = process.argv[3] ?? '';
const ids = nodeIds(task);

const counter = {
  values: 0,
  topics: new Set<string>(),
  add(topic: string): void {
    this.values++;
    if (this.topics.size < ids.length) this.topics.add(topic);
  },
};

const flows = [
  { id: 'tab', type: 'tab', label: 'contrib' },
  { id: 'endpoint', type: 'OpcUa-Endpoint', endpoint: task.url, secpol: SECURITY.policy, secmode: SECURITY.mode,
    none: false, login: false, usercert: false, usercertificate: '', userprivatekey: '' },
  { id: 'once', type: 'inject', z: 'tab', x: 100, y: 100, props: [{ p: 'payload' }], payload: '', payloadType: 'str',
    repeat: '', crontab: '', once: true, onceDelay: 2, wires: [ids.map((_, i) => `item${i}`)] },
  ...ids.map((item, i) => (
    { id: `item${i}`, type: 'OpcUa-Item', z: 'tab', x: 300, y: 100, item, datatype: 'Double', value: '', name: '', wires: [['client']] })),
  { id: 'client', type: 'OpcUa-Client', z: 'tab', x: 500, y: 100, endpoint: 'endpoint', action: 'subscribe', name: '',
    time: String(task.publishingMs), timeUnit: 'ms', deadbandtype: 'a', deadbandvalue: 1, certificate: 'n', localfile: '',
    localkeyfile: '', useTransport: false, maxChunkCount: 1, maxMessageSize: 8192, receiveBufferSize: 8192,
    sendBufferSize: 8192, setstatusandtime: false, keepsessionalive: false, wires: [['count'], [], []] },
  { id: 'count', type: 'function', z: 'tab', x: 700, y: 100, outputs: 0, func: "global.get('counter').add(msg.topic);", wires: [] },
]; // prettier-ignore

async function allSubscribed(): Promise<void> {
  while (counter.topics.size < ids.length) await sleep(100);
}

reportWhenAsked(() => ({ values: counter.values }));
void startNodeRed(userDir, flows, allSubscribed, { functionGlobalContext: { counter } });
