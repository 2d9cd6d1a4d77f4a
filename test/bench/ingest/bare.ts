/** The smallest program that receives and parses: a bare `mqtt` client. Prints the count on SIGUSR2. */
import { connect } from 'mqtt';

const [port = ''] = process.argv.slice(2);
const client = connect(`mqtt://127.0.0.1:${port}`, { clientId: 'bench-bare', clean: true });
let received = 0;
client.on('connect', () => client.subscribe('plant/#', { qos: 1 }, () => console.log('ready')));
client.on('message', (_topic, payload) => {
  const reading = JSON.parse(payload.toString()) as { value: number };
  if (reading.value >= 0) received++;
});
process.on('SIGUSR2', () => console.log(`count ${received}`));
