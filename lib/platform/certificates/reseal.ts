import { sealedFor } from '../../core/sealed';
import type { Resealed } from '../../store';
import { registerOf } from './register';

/** Gives it back sealed with the present key, unchanged if it is already; throws where no known key opens it. */
type Reseal = (sealed: string, context: string) => string;

/** Seals the keys of the certificates and of their authority anew: they stand in a file, where no database helps. */
export function resealCertificates(home: string, reseal: Reseal): Resealed {
  const register = registerOf(home);
  const unreadable = new Set<string>();
  let changed = 0;
  const one = (sealed: string, context: string): string => {
    try {
      const anew = reseal(sealed, context);
      if (anew !== sealed) changed++;
      return anew;
    } catch {
      // It did not open before either: left as it is, and told.
      unreadable.add(`certificates/register.json: ${context}`);
      return sealed;
    }
  };
  const { authority, certificates } = register.read();
  if (!authority && certificates.length === 0) return { changed: 0, unreadable: [] };
  register.change((state) => ({
    ...state,
    ...(state.authority
      ? {
          authority: {
            ...state.authority,
            sealedKey: one(state.authority.sealedKey, sealedFor.certificateAuthority),
          },
        }
      : {}),
    certificates: state.certificates.map(({ sealedKey, request, ...kept }) => {
      const context = sealedFor.certificate(kept.name);
      return {
        ...kept,
        ...(sealedKey === undefined ? {} : { sealedKey: one(sealedKey, context) }),
        ...(request ? { request: { ...request, sealedKey: one(request.sealedKey, context) } } : {}),
      };
    }),
  }));
  return { changed, unreadable: [...unreadable] };
}
