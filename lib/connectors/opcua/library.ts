import { createRequire } from 'node:module';
import type * as Library from 'node-opcua';

export type Opcua = typeof Library;

let loaded: Promise<Opcua> | undefined;

/** node-opcua takes long to load and much memory (ADR 16): only who talks OPC UA pays for it. */
export const loadOpcua = (): Promise<Opcua> => (loaded ??= Promise.resolve(load()));

function load(): Opcua {
  // Not by import(): the package has a second build for that, which would be loaded beside the one that `pki` and `server`
  // have, and neither would know the other's objects.
  const library = createRequire(__filename)('node-opcua') as Opcua;
  // It prints its remarks; what matters of them is told in a status or an outcome.
  library.setWarningLogger(() => undefined);
  library.setErrorLogger(() => undefined);
  return library;
}
