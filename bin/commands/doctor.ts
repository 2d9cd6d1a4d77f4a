import { createServer } from 'node:net';
import { statfsSync } from 'node:fs';
import { isThermaCoreError, messageOf } from '../../lib/core/errors';
import {
  checkDatabase,
  openStateFolder,
  readSettings,
  type Finding,
  type Settings,
} from '../../lib/platform';

const LOW_DISK_BYTES = 2 * 1024 ** 3;

const SIGN = { ok: '  ok  ', note: ' note ', fail: ' FAIL ' } as const;

/** `thermacore doctor`: checks what a start needs, without starting, and says what to do. Exit code 1: a start would fail. */
export async function run(): Promise<number> {
  const settings = readSettings();
  const findings: Finding[] = [
    { level: 'ok', text: `Node.js ${process.version}` },
    ...(await attempt('state folder', () => `${openStateFolder(settings.home)} can be written`)),
    ...(await attempt('disk', () => disk(settings))),
    ...(await attempt('HTTP port', () => free(settings.host, settings.port, 'PORT'))),
    ...(settings.demo
      ? [
          ...(await attempt('MQTT port', () =>
            free('127.0.0.1', settings.ports.mqtt, 'THERMACORE_MQTT_PORT'),
          )),
          ...(await attempt('Modbus port', () =>
            free('127.0.0.1', settings.ports.modbus, 'THERMACORE_MODBUS_PORT'),
          )),
          ...(await attempt('OPC UA port', () =>
            free('127.0.0.1', settings.ports.opcua, 'THERMACORE_OPCUA_PORT'),
          )),
          ...(await attempt('DNP3 port', () =>
            free('127.0.0.1', settings.ports.dnp3, 'THERMACORE_DNP3_PORT'),
          )),
        ]
      : []),
    ...(await attempt('database', () => checkDatabase(settings))),
  ];
  for (const { level, text } of findings) console.log(`${SIGN[level]} ${text}`);
  return findings.every(({ level }) => level !== 'fail') ? 0 : 1;
}

async function attempt(
  what: string,
  check: () => string | Promise<string | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    const found = await check();
    const list: readonly Finding[] = typeof found === 'string' ? [{ level: 'ok', text: found }] : found;
    return list.map(({ level, text }) => ({ level, text: `${what}: ${text}` }));
  } catch (error) {
    const text = isThermaCoreError(error) ? error.sentence : messageOf(error);
    return [{ level: 'fail', text: `${what}: ${text}` }];
  }
}

function disk({ home }: Settings): string {
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  const text = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free < LOW_DISK_BYTES)
    throw new Error(`${text}; the spool and the database need at least 2 GiB. Free some space.`);
  return text;
}

function free(host: string, port: number, setting: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      reject(
        new Error(
          `${host}:${port} is taken (perhaps by a running ThermaCore). Set ${setting} to another port.`,
        ),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve(`${host}:${port} is free`)));
  });
}
