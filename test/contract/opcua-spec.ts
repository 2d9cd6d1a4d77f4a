import { opcuaSpec } from '../../lib/connectors/opcua';
import { testPki, type TestPki } from '../support/opcua-pki';

let pki: Promise<TestPki> | undefined;

/** Apart from the tests, so that a process of its own can load it. */
export const contractSpec = opcuaSpec(() => (pki ??= testPki('contract', true)));

export const removePki = async (): Promise<void> => (await pki)?.remove();
