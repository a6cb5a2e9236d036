import type { Text } from './secret.ts';

/** How a check speaks TLS to its target. Certificates and keys as PEM. */
export type TlsOptions = {
  /** Authorities to trust instead of Node's own. */
  readonly ca?: Text;
  /** Our own certificate with its chain, and its key: mutual TLS. Both or none. */
  readonly cert?: Text;
  readonly key?: Text;
  /** Accepts any certificate. The probe then proves nothing of who answered. */
  readonly insecure?: true;
  /** The name that is asked for and that the certificate must have. Default: the host's. */
  readonly serverName?: string;
};
