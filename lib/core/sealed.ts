/**
 * Whose a sealed secret is. It is authenticated with the secret, so that one that was copied into another row does not
 * open there. What is sealed under one of these is sealed anew with another key: it stands in the list of sealed columns
 * (lib/store/sealed-columns.ts), or lib/platform/certificates/reseal.ts goes through it.
 */
export const sealedFor = {
  device: (tenant: string, device: string, name: string): string => `device ${tenant}/${device}/${name}`,
  notificationTarget: (tenant: string, target: string, name: string): string =>
    `notification target ${tenant}/${target}/${name}`,
  secondFactor: (user: string): string => `second factor ${user}`,
  idempotencyAnswer: (tenant: string | null, user: string, operation: string, key: string): string =>
    `idempotency ${JSON.stringify([tenant, user, operation, key])}`,
  certificate: (name: string): string => `certificate ${name}`,
  certificateAuthority: 'certificate authority',
} as const;
