/**
 * The reference: the smallest program that does the same with the same library. `modbus-serial`, one client a device,
 * polled at its phase, registers decoded into readings. Arguments: ports as JSON, registers, interval in ms.
 */
import ModbusRTU from 'modbus-serial';

const [portsJson = '[]', registersText = '100', intervalText = '1000'] = process.argv.slice(2);
const ports = JSON.parse(portsJson) as number[];
const registers = Number(registersText);
const interval = Number(intervalText);

let readings = 0;

async function connect(port: number): Promise<ModbusRTU> {
  const client = new ModbusRTU();
  await client.connectTCP('127.0.0.1', { port });
  client.setID(1);
  client.setTimeout(1000);
  return client;
}

async function poll(client: ModbusRTU, port: number): Promise<void> {
  const { data } = await client.readHoldingRegisters(0, registers);
  const timestamp = Date.now();
  const batch = data.map((value, i) => ({
    tenant: 'aqua',
    unit: `unit-${port}`,
    sensor: `r${i}`,
    timestamp,
    value,
    quality: 'good',
  }));
  readings += batch.length;
}

async function main(): Promise<void> {
  const clients: [ModbusRTU, number][] = [];
  for (const port of ports) clients.push([await connect(port), port]);
  clients.forEach(([client, port], i) =>
    setTimeout(
      () => {
        setInterval(() => void poll(client, port).catch((error: unknown) => console.error(error)), interval);
      },
      (interval * i) / clients.length,
    ),
  );
  setTimeout(() => console.log('ready'), interval + 2000);
  process.on('SIGUSR2', () => console.log(`report ${JSON.stringify({ readings })}`));
}

void main();
