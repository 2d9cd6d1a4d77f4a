import type { OPCUACertificateManager } from 'node-opcua';

/**
 * A server of the library disposes of its certificate managers when it ends. These belong to the installation, and others
 * go on with them.
 */
export const borrowed = (manager: OPCUACertificateManager): OPCUACertificateManager =>
  new Proxy(manager, {
    get(target, name) {
      if (name === 'dispose') return () => Promise.resolve();
      const member: unknown = Reflect.get(target, name, target);
      // Bound, because its private fields are the manager's own.
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
