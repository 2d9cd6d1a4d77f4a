import { join } from 'node:path';
import { OpcuaField } from '../support/opcua-field';
import { connectorContract } from './connector-contract';
import { contractSpec, removePki } from './opcua-spec';

after(removePki);

connectorContract({
  spec: contractSpec,
  exported: { module: join(__dirname, 'opcua-spec.ts'), name: 'contractSpec' },
  /** node-opcua's own server. */
  async startDevice() {
    const field = await OpcuaField.start();
    const { opcua } = field;
    const variable = field.variable('temperature', 'Double', { dataType: opcua.DataType.Double, value: 0 });
    const status = {
      good: opcua.StatusCodes.Good,
      uncertain: opcua.StatusCodes.UncertainEngineeringUnitsExceeded,
      bad: opcua.StatusCodes.BadSensorFailure,
    };
    return {
      port: field.port,
      measure({ value, timestamp, quality }) {
        variable.setValueFromSource(
          { dataType: opcua.DataType.Double, value },
          status[quality],
          new Date(timestamp),
        );
        return Promise.resolve();
      },
      stop: () => field.stop(),
    };
  },
  config: (port) => ({
    endpoint: `opc.tcp://127.0.0.1:${port}`,
    publishingIntervalMs: 20,
    samplingIntervalMs: 10,
  }),
  point: { unit: 'boiler-1', sensor: 'supply-temperature', nodeId: 'nsu=urn:test:plant;s=temperature' },
  place: { unit: 'boiler-1', sensor: 'supply-temperature' },
  misconfigured: {
    endpoint: { endpoint: 'http://plc' },
    security: { endpoint: 'opc.tcp://plc', security: 'Basic256' },
    username: { endpoint: 'opc.tcp://plc', identity: 'user', password: 'x' },
    userKey: { endpoint: 'opc.tcp://plc', identity: 'certificate', userCertificate: 'x' },
    fingerprint: { endpoint: 'opc.tcp://plc', fingerprint: 'ab' },
    queueSize: { endpoint: 'opc.tcp://plc', queueSize: 0 },
  },
  source: { time: true, quality: true },
  confirms: false,
  dials: 2,
});
