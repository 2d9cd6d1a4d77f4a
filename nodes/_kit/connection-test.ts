import type { NodeAPI } from 'node-red';
import type { ConnectionTest } from '../../lib/connectors/connector';
import { serveEditorQuestion, type Form } from './editor-question';

/** The form's "Test connection". */
export function serveConnectionTest(
  RED: NodeAPI,
  name: string,
  test: (form: Form) => Promise<ConnectionTest>,
): void {
  serveEditorQuestion(RED, name, 'test', test);
}
