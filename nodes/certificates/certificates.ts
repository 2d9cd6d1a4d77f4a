import type { Certificate } from '../../lib/core/certificate';
import { routes } from '../../lib/platform';
import { askInstallation, defineResource, type AskedOfInstallation } from '../_kit/resource';

/** What a line of the audit log says besides the name in the path. */
async function noted({ note }: AskedOfInstallation, pending: Promise<Certificate>): Promise<Certificate> {
  const shown = await pending;
  const { name, source, subject, serial, validTo } = shown;
  note({ certificate: name, source, subject, serial, validTo });
  return shown;
}

export = defineResource({
  name: 'certificates',
  operations: {
    list: askInstallation(routes.listCertificates, ({ platform }) =>
      Promise.resolve({ items: platform.certificates.list() }),
    ),
    get: askInstallation(routes.getCertificate, ({ platform, params }) =>
      Promise.resolve(platform.certificates.get(params.certificate)),
    ),
    chain: askInstallation(routes.getCertificateChain, ({ platform, params }) =>
      Promise.resolve({ pem: platform.certificates.chain(params.certificate) }),
    ),
    create: askInstallation(routes.createCertificate, ({ body, ...asked }) =>
      noted(asked, asked.platform.certificates.create(body)),
    ),
    renew: askInstallation(routes.renewCertificate, ({ params, ...asked }) =>
      noted(asked, asked.platform.certificates.renew(params.certificate)),
    ),
    revoke: askInstallation(routes.revokeCertificate, ({ params, body, ...asked }) =>
      noted(asked, asked.platform.certificates.revoke(params.certificate, body.reason)),
    ),
    remove: askInstallation(routes.removeCertificate, ({ platform, params }) =>
      platform.certificates.remove(params.certificate),
    ),
    sign: askInstallation(routes.signCertificate, ({ body, ...asked }) =>
      noted(asked, asked.platform.certificates.sign(body)),
    ),
    request: askInstallation(routes.requestCertificate, async ({ platform, body, note }) => {
      const made = await platform.certificates.request(body);
      note({ certificate: body.name, requested: made.certificate.subject });
      return made;
    }),
    import: askInstallation(routes.importCertificate, ({ body, ...asked }) =>
      noted(asked, asked.platform.certificates.import(body)),
    ),
    authority: askInstallation(routes.getCertificateAuthority, ({ platform }) =>
      platform.certificates.authority(),
    ),
    crl: askInstallation(routes.getCertificateCrl, async ({ platform }) => ({
      crl: await platform.certificates.crl(),
    })),
  },
});
