/**
 * The reference of flows: Node-RED with `node-red-contrib-modbus`, a client and a read node for each device. Arguments:
 * ports as JSON, registers, interval in ms, user folder.
 */
import { sleep } from '../reporting';
import { startNodeRed } from '../stock-node-red';

const [portsJson = '[]', registers = '100', interval = '100', userDir = ''] = process.argv.slice(2);
const ports = JSON.parse(portsJson) as number[];

const flows = [
  { id: 'tab', type: 'tab', label: 'contrib' },
  ...ports.flatMap((port, i) => [
    { id: `client${i}`, type: 'modbus-client', name: '', clienttype: 'tcp', bufferCommands: true, stateLogEnabled: false,
      queueLogEnabled: false, failureLogEnabled: false, tcpHost: '127.0.0.1', tcpPort: String(port), tcpType: 'DEFAULT',
      unit_id: '1', commandDelay: '1', clientTimeout: '1000', reconnectOnTimeout: true, reconnectTimeout: '2000',
      parallelUnitIdsAllowed: true },
    { id: `read${i}`, type: 'modbus-read', z: 'tab', x: 100, y: 100, name: '', topic: '', showStatusActivities: false,
      logIOActivities: false, showErrors: false, unitid: '1', dataType: 'HoldingRegister', adr: '0', quantity: registers,
      rate: interval, rateUnit: 'ms', delayOnStart: false, startDelayTime: '', server: `client${i}`, useIOFile: false,
      ioFile: '', useIOForPayload: false, emptyMsgOnFail: false, wires: [[], []] },
  ]),
]; // prettier-ignore

// Its clients connect one by one, some seconds for hundreds.
void startNodeRed(userDir, flows, () => sleep(20_000));
