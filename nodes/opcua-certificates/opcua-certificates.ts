import type { CertificateEntry, CertificateShown, CertificateStore } from '../../lib/core/opcua-certificate';
import { routes } from '../../lib/platform';
import { askInstallation, defineResource, type AskedOfInstallation } from '../_kit/resource';

interface CertificatePage {
  readonly type: 'opcua-certificates';
  readonly own: CertificateShown;
  readonly items: CertificateEntry[];
}

/** Whom a line of the audit log is about, also when the certificate is gone. */
async function noted<T extends CertificateShown>(
  { note }: AskedOfInstallation,
  pending: Promise<T>,
  more: object = {},
): Promise<T> {
  const shown = await pending;
  const { subject, sha256, thumbprint } = shown;
  note({ ...more, subject, thumbprint, sha256 });
  return shown;
}

async function remove(
  { platform, note }: AskedOfInstallation,
  store: CertificateStore,
  thumbprint: string,
): Promise<void> {
  const pki = await platform.opcuaPki();
  const before = (await pki.list(store)).find((entry) => entry.thumbprint === thumbprint);
  await pki.remove(store, thumbprint);
  note({ store, removed: before?.subject, state: before?.state });
}

/** All that the page shows, in one answer. */
async function page({ platform }: AskedOfInstallation): Promise<CertificatePage> {
  const pki = await platform.opcuaPki();
  const [own, applications, users] = await Promise.all([
    pki.own(),
    pki.list('applications'),
    pki.list('users'),
  ]);
  return { type: 'opcua-certificates', own, items: [...applications, ...users] };
}

export = defineResource({
  name: 'opcua-certificates',
  operations: {
    own: askInstallation(routes.getOpcuaCertificate, async ({ platform }) =>
      (await platform.opcuaPki()).own(),
    ),
    renew: askInstallation(routes.renewOpcuaCertificate, async (asked) => {
      const pki = await asked.platform.opcuaPki();
      return noted(asked, pki.renew());
    }),
    list: askInstallation(routes.listOpcuaCertificates, async ({ platform, query }) => ({
      items: await (await platform.opcuaPki()).list(query.store),
    })),
    add: askInstallation(routes.addOpcuaCertificate, async ({ body, ...asked }) => {
      const pki = await asked.platform.opcuaPki();
      return noted(asked, pki.add(body.store, body.pem, body.as), { store: body.store, as: body.as });
    }),
    trust: askInstallation(routes.trustOpcuaCertificate, async ({ params, query, ...asked }) => {
      const pki = await asked.platform.opcuaPki();
      return noted(asked, pki.trust(query.store, params.thumbprint), { store: query.store, to: 'trusted' });
    }),
    reject: askInstallation(routes.rejectOpcuaCertificate, async ({ params, query, ...asked }) => {
      const pki = await asked.platform.opcuaPki();
      return noted(asked, pki.reject(query.store, params.thumbprint), { store: query.store, to: 'rejected' });
    }),
    remove: askInstallation(routes.removeOpcuaCertificate, ({ params, query, ...asked }) =>
      remove(asked, query.store, params.thumbprint),
    ),
    'add-crl': askInstallation(routes.addOpcuaCrl, async ({ platform, body, note }) => {
      await (await platform.opcuaPki()).addCrl(body.store, body.crl);
      note({ store: body.store, crl: true });
    }),
    page: { permission: 'certificate:read', ofInstallation: true, run: page },
  },
});
