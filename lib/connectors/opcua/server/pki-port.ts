import type { OpcuaPki } from '../pki';

/** What the server needs of the installation's certificate store. */
export type ServerPki = Pick<
  OpcuaPki,
  'applicationUri' | 'certificateFile' | 'privateKeyFile' | 'applications' | 'users'
>;
