/**
 * The reference: Node-RED as people wire it. Core `mqtt in` → `json` → a function that sets the parameters → one INSERT
 * per message through a contrib PostgreSQL node with a pool of 10. Arguments: MQTT port, database URL, user folder.
 * A node without a place on the sheet would be taken for a configuration node.
 */
import { sleep } from '../reporting';
import { startNodeRed } from '../stock-node-red';

const [mqttPort = '', databaseUrl = '', userDir = ''] = process.argv.slice(2);
const { hostname, port, pathname, username, password } = new URL(databaseUrl);

const flows = [
  { id: 'tab', type: 'tab', label: 'stock' },
  { id: 'broker', type: 'mqtt-broker', broker: '127.0.0.1', port: mqttPort, clientid: 'bench-stock', protocolVersion: '4', keepalive: '60', cleansession: true, autoConnect: true },
  { id: 'pg', type: 'postgresDB', host: hostname, hostFieldType: 'str', port, portFieldType: 'num', database: pathname.slice(1), databaseFieldType: 'str',
    ssl: 'false', sslFieldType: 'bool', max: '10', maxFieldType: 'num', min: '1', minFieldType: 'num', idle: '30000', idleFieldType: 'num',
    connectionTimeout: '30000', connectionTimeoutFieldType: 'num', user: username, userFieldType: 'str', password, passwordFieldType: 'str' },
  { id: 'in', type: 'mqtt in', z: 'tab', x: 100, y: 100, topic: 'plant/#', qos: '1', datatype: 'buffer', broker: 'broker', wires: [['json']] },
  { id: 'json', type: 'json', z: 'tab', x: 300, y: 100, property: 'payload', action: 'obj', wires: [['params']] },
  { id: 'params', type: 'function', z: 'tab', x: 500, y: 100, outputs: 1, wires: [['insert']],
    func: 'msg.params = [msg.payload.timestamp, msg.topic, msg.payload.value, msg.payload.quality]; return msg;' },
  { id: 'insert', type: 'postgrestor', z: 'tab', x: 700, y: 100, postgresDB: 'pg', query: 'insert into stock (time, topic, value, quality) values ($1, $2, $3, $4)', wires: [[]] },
]; // prettier-ignore

// The contrib node writes a line per message; that would be measured, too.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (chunk: string | Uint8Array, ...rest: []) =>
  /connection released|throwErrors/.test(String(chunk)) ? true : write(chunk, ...rest);

void startNodeRed(userDir, flows, () => sleep(1500));
