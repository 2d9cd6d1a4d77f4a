import { join } from 'node:path';
import type {
  Namespace,
  OPCUAServer,
  OPCUAServerOptions,
  UAObject,
  UAVariable,
  VariantOptions,
} from 'node-opcua';
import { loadOpcua, type Opcua } from '../../lib/connectors/opcua/library';
import { testPki, type TestPki } from './opcua-pki';

export interface FieldOptions {
  readonly port?: number;
  readonly pki?: TestPki;
  readonly more?: Partial<OPCUAServerOptions>;
}

/** An OPC UA server as a controller has one: variables below one object, in a namespace of its own. */
export class OpcuaField {
  readonly objects: UAObject;

  private constructor(
    readonly opcua: Opcua,
    readonly server: OPCUAServer,
    readonly namespace: Namespace,
    readonly port: number,
    private readonly own: TestPki | undefined,
  ) {
    this.objects = namespace.addObject({
      organizedBy: server.engine.addressSpace!.rootFolder.objects,
      browseName: 'Plant',
      nodeId: 's=Plant',
    });
  }

  static async start({ port = 0, pki, more = {} }: FieldOptions = {}): Promise<OpcuaField> {
    const opcua = await loadOpcua();
    const own = pki ? undefined : await testPki('field', true);
    const { certificateFile, privateKeyFile, applications, applicationUri } = (pki ?? own) as TestPki;
    const users = new opcua.OPCUACertificateManager({
      rootFolder: join((pki ?? own)?.folder ?? '', 'users'),
      automaticallyAcceptUnknownCertificate: false,
    });
    await users.initialize();
    const server = new opcua.OPCUAServer({
      port,
      host: '127.0.0.1',
      hostname: '127.0.0.1',
      serverInfo: { applicationUri, productUri: 'urn:test' },
      certificateFile,
      privateKeyFile,
      serverCertificateManager: applications,
      userCertificateManager: users,
      buildInfo: { manufacturerName: 'Test', productName: 'Controller', softwareVersion: '1.0' },
      allowAnonymous: true,
      ...more,
      // Each change is told, however fast they follow each other.
      serverCapabilities: { minSupportedSampleRate: 0, ...more.serverCapabilities },
    });
    await server.initialize();
    const namespace = server.engine.addressSpace!.registerNamespace('urn:test:plant');
    await server.start();
    const bound = server.endpoints[0]?.port ?? port;
    return new OpcuaField(opcua, server, namespace, bound, own);
  }

  get url(): string {
    return `opc.tcp://127.0.0.1:${this.port}`;
  }

  variable(
    name: string,
    dataType: string,
    value: VariantOptions,
    more: Partial<Parameters<Namespace['addVariable']>[0]> = {},
  ): UAVariable {
    return this.namespace.addVariable({
      componentOf: this.objects,
      browseName: name,
      nodeId: `s=${name}`,
      dataType,
      value,
      minimumSamplingInterval: 10,
      ...more,
    });
  }

  async stop(): Promise<void> {
    await this.server.shutdown(0);
    await this.own?.remove();
  }
}
