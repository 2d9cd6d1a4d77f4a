import { createRequire } from 'node:module';
import type * as X509 from '@peculiar/x509';

export type Library = typeof X509;

let loaded: Library | undefined;

/** It takes half a second to load: only who makes or signs a certificate pays for it. */
export function loadX509(): Library {
  if (loaded) return loaded;
  const require = createRequire(__filename);
  // Its dependency injection asks for it, and does not bring it.
  require('reflect-metadata');
  return (loaded = require('@peculiar/x509') as Library);
}
